import type { JsonValue } from '@millrace/core'
import { z } from 'zod'

/** The answer that a request with an idempotency key got, or that it is being worked on. */
export interface IdempotencyRecord {
  readonly type: 'idempotency'
  /** Of who asked, where, and with which key. */
  readonly digest: string
  /** Of what was asked. */
  readonly fingerprint: string
  readonly begunAt: string
  /** Null while there is none. */
  readonly answer: KeptAnswer | null
}

export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const schema: z.ZodType<IdempotencyRecord> = z.object({
  type: z.literal('idempotency'),
  digest: z.string(),
  fingerprint: z.string(),
  begunAt: z.string(),
  answer: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.string() }).nullable(),
})

/** Other things are kept under the same kind: undefined for those. */
export function readIdempotencyRecord(value: JsonValue | undefined): IdempotencyRecord | undefined {
  return schema.safeParse(value).data
}

export function writeIdempotencyRecord({ answer, ...record }: IdempotencyRecord): JsonValue {
  return { ...record, answer: answer === null ? null : { ...answer } }
}
