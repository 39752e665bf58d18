import { MillraceError } from '@millrace/core'
import { StoreError } from '../store-error.ts'
import type { StoreErrorCode } from '../store-error.ts'

/** What Postgres, its client or the network threw, as an error that says what to do and holds neither values nor passwords. */
export function classifyError(error: unknown, title: string): Error {
  if (MillraceError.isInstance(error)) return error
  if (!(error instanceof Error)) return new StoreError({ code: 'store_failed', message: `${title} failed` })
  const state = sqlStateOf(error)
  const kind = state === undefined ? findTrouble(error) : findState(state)
  if (kind !== undefined) {
    const { code, remedy } = kind
    // What the network says holds addresses only; what Postgres says may hold values.
    const cause = state === undefined ? { cause: error } : {}
    return new StoreError({ code, message: `${title} ${remedy}`, ...cause })
  }
  // By what the program itself got wrong; nothing of the server.
  if (state === undefined) return error
  const message = `${title} failed: ${withoutValues(error.message)} (SQLSTATE ${state})`
  return new StoreError({ code: 'store_failed', message })
}

/** Whether the connection is gone, and nobody said what became of the statement. */
export function isConnectionLost(error: unknown): boolean {
  if (StoreError.isInstance(error)) return error.code === 'store_connection_lost'
  const state = sqlStateOf(error)
  // Of class 57P the server closes the connection.
  if (state !== undefined) return state.startsWith('08') || state.startsWith('57P')
  return error instanceof Error && findTrouble(error)?.code === 'store_connection_lost'
}

/** The five characters by which Postgres names an error; undefined for what Postgres did not throw. */
function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown }
  // Errors of the network have codes too, and `EPIPE` has five characters: only Postgres says how severe it is.
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && typeof severity === 'string' ? code : undefined
}

/** Takes out what stands in quotes, and numbers; names of tables are quoted as well. */
function withoutValues(message: string): string {
  return message.replace(/(["']).*\1|["'].*/s, '…').replaceAll(/(?<!\w)-?\d[\w.+-]*/g, '…')
}

interface Trouble {
  readonly code: StoreErrorCode
  /** After the title. */
  readonly remedy: string
}

const lost: Trouble = {
  code: 'store_connection_lost',
  remedy: 'lost its connection: what was under way was taken back. Try again',
}
const unreachable: Trouble = {
  code: 'store_unreachable',
  remedy:
    'cannot be reached: check that the server runs, its address, the network, and that the pool has connections to spare',
}
const notAllowed: Trouble = {
  code: 'store_not_allowed',
  remedy: 'does not let this user in: check user, password, database and TLS settings of the address',
}

/** By the beginning of the SQLSTATE. */
const states: readonly (readonly [start: string, trouble: Trouble])[] = [
  ['08', lost],
  ['57P03', { ...unreachable, remedy: 'cannot be reached: the server is starting or shutting down. Try again' }],
  ['57P', lost],
  ['40', { code: 'store_conflict', remedy: 'was changed by others at the same moment: try again' }],
  ['55P03', { code: 'store_conflict', remedy: 'is locked by somebody else for too long: try again' }],
  ['28', notAllowed],
  ['3D000', { ...notAllowed, remedy: 'names a database that does not exist: create it, or name another one' }],
  [
    '42501',
    {
      ...notAllowed,
      remedy:
        'does not allow that: its user needs the right to create the schema (grant create on database …), or to be its owner',
    },
  ],
  [
    '25006',
    {
      ...notAllowed,
      remedy:
        'is read-only: it is a standby, or default_transaction_read_only is set. Name the server that takes writes',
    },
  ],
  [
    '42P01',
    {
      code: 'store_failed',
      remedy: 'lacks a table that was there: restore the schema from a backup',
    },
  ],
  [
    '53300',
    {
      ...unreachable,
      remedy: 'cannot be reached: the server has no connection left. Try again, or raise max_connections',
    },
  ],
  [
    '53',
    {
      code: 'store_out_of_resources',
      remedy: 'is short of disk or memory: free some, then try again',
    },
  ],
]

function findState(state: string): Trouble | undefined {
  return states.find(([start]) => state.startsWith(start))?.[1]
}

/** Of errors that are not of Postgres: by their code, or by their text where they have none. */
const troubles: readonly (readonly [codes: readonly string[], pattern: RegExp | undefined, trouble: Trouble])[] = [
  [['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'], undefined, unreachable],
  [[], /^timeout expired$|^timeout exceeded when trying to connect$|due to connection timeout$/, unreachable],
  [['ENOTFOUND'], undefined, { ...unreachable, remedy: 'cannot be reached: nobody knows its host. Check the address' }],
  [
    ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'],
    /^query read timeout$|^connection terminated( unexpectedly)?$|^client (was closed|has encountered a connection error) and is not/i,
    lost,
  ],
  [
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    /^the server does not support ssl connections$|^SASL: |client password must be a string/i,
    notAllowed,
  ],
]

function findTrouble(error: Error): Trouble | undefined {
  const { code } = error as { readonly code?: unknown }
  const known = troubles.find(([codes, pattern]) =>
    typeof code === 'string' ? codes.includes(code) : pattern?.test(error.message) === true,
  )
  return known?.[2]
}
