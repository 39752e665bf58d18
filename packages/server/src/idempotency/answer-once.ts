import type { Change, Kept, Store } from '@millrace/manager'
import { ApiError } from '../errors/api-error.ts'
import { slotOf } from '../keys/digest.ts'
import { readIdempotencyRecord, writeIdempotencyRecord } from './idempotency-record.ts'
import type { IdempotencyRecord, KeptAnswer } from './idempotency-record.ts'
import { removeExpired } from './remove-expired.ts'

export interface IdempotencyOptions {
  readonly store: Store
  /** So long an answer is given again. */
  readonly keepInMs: number
  /** After that a request without an answer counts as lost with its process. */
  readonly giveUpInMs: number
}

/** A request with an idempotency key. */
export interface IdempotentRequest {
  readonly account: number
  /** Of who asked, where, and with which key. */
  readonly digest: string
  /** Of what was asked. */
  readonly fingerprint: string
}

/**
 * Works once for each key: who comes again with the same request is given the same answer, in whichever process. An answer of
 * 500 and more is not kept, so that it can be tried again.
 */
export async function answerOnce(
  options: IdempotencyOptions,
  request: IdempotentRequest,
  work: () => Promise<Response>,
): Promise<Response> {
  const { store } = options
  const claimed = await claim(options, request)
  if ('answer' in claimed) return replay(claimed.answer)
  const { id, revision, record } = claimed
  const response = await work()
  const headers = Object.fromEntries(response.headers)
  const answer = { status: response.status, headers, body: await response.text() }
  const { account } = request
  const change: Change =
    answer.status < 500
      ? { type: 'replace', kind: 'key', id, account, revision, value: writeIdempotencyRecord({ ...record, answer }) }
      : { type: 'remove', kind: 'key', id, revision }
  // The work is done, whatever becomes of its record.
  await store.apply([change]).catch(() => false)
  await removeExpired(options, account).catch(() => undefined)
  return toResponse(answer)
}

type Claim = { readonly id: number; readonly revision: number; readonly record: IdempotencyRecord }

async function claim(
  options: IdempotencyOptions,
  request: IdempotentRequest,
): Promise<Claim | { readonly answer: KeptAnswer }> {
  const { store } = options
  const { account, digest, fingerprint } = request
  let id = slotOf(digest)
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const now = await store.now()
    const kept = await store.read('key', id)
    const standing = readIdempotencyRecord(kept?.value)
    if (kept === undefined || (standing !== undefined && isOver(standing, now, options))) {
      const record = { type: 'idempotency', digest, fingerprint, begunAt: now.toISOString(), answer: null } as const
      const revision = await put(store, { id, account, kept, record })
      if (revision !== undefined) return { id, revision, record }
    } else if (standing?.digest === digest) {
      if (standing.fingerprint !== fingerprint) throw usedOtherwise()
      if (standing.answer === null) throw inUse()
      return { answer: standing.answer }
    } else {
      // Somebody else's place.
      id += 1
    }
  }
  throw inUse()
}

const maxAttempts = 20

async function put(
  store: Store,
  given: {
    readonly id: number
    readonly account: number
    readonly kept: Kept<'key'> | undefined
    readonly record: IdempotencyRecord
  },
): Promise<number | undefined> {
  const { id, account, kept, record } = given
  const place = { kind: 'key', id, account, value: writeIdempotencyRecord(record) } as const
  if (kept === undefined) return (await store.apply([{ type: 'create', ...place }])) ? 1 : undefined
  const { revision } = kept
  return (await store.apply([{ type: 'replace', ...place, revision }])) ? revision + 1 : undefined
}

function isOver({ begunAt, answer }: IdempotencyRecord, now: Date, options: IdempotencyOptions): boolean {
  return now.getTime() - Date.parse(begunAt) >= (answer === null ? options.giveUpInMs : options.keepInMs)
}

function replay(answer: KeptAnswer): Response {
  const response = toResponse(answer)
  response.headers.set('idempotency-replayed', 'true')
  return response
}

function toResponse({ status, headers, body }: KeptAnswer): Response {
  return new Response(body === '' ? null : body, { status, headers })
}

function usedOtherwise(): ApiError {
  const message = 'this idempotency key was used for another request; take a new one'
  return new ApiError({ status: 422, code: 'idempotency_key_reused', message })
}

function inUse(): ApiError {
  const message = 'a request with this idempotency key is being worked on; try again'
  return new ApiError({ status: 409, code: 'idempotency_key_in_use', message, headers: { 'retry-after': '1' } })
}
