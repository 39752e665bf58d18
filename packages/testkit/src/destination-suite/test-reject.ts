import type { Reject } from '@millrace/core/plugin'

/** A reject of which a test only says what matters to it. */
export function testReject(stream: string, id: string, given: Partial<Reject> = {}): Reject {
  return {
    id,
    stream,
    partition: '',
    step: 'receive',
    code: 'unreadable',
    path: 'name',
    message: 'name is not readable',
    hasKey: true,
    record: '{"id":1}',
    digest: 'a'.repeat(64),
    cursor: null,
    scope: {},
    run: 'run-1',
    at: '2026-01-01T00:00:00.000Z',
    retries: 0,
    ...given,
  }
}
