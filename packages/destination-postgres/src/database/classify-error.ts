import { DestinationError, MillraceError } from '@millrace/core/plugin'
import { findErrorClass } from './error-classes.ts'
import type { PostgresFault } from './error-classes.ts'
import { sqlStateOf } from './sql-state.ts'

/** What Postgres or its client threw, as an error that says what to do and holds neither values nor passwords. */
export function classifyError(error: unknown, title: string): Error {
  if (!(error instanceof Error)) return new DestinationError({ message: `${title} failed`, cause: error })
  if (MillraceError.isInstance(error)) return error
  const fault = readFault(error)
  if (fault !== undefined) return classifyFault(fault, title)
  const known = findTrouble(error)
  if (known === undefined) return error
  const { code, remedy, isRetryable } = known
  // What the network says holds addresses only.
  return new DestinationError({ code, message: `${title} ${remedy}`, isRetryable, cause: error })
}

/** Without a cause: what Postgres threw has the values in it. */
function classifyFault(fault: PostgresFault, title: string): Error {
  const known = findErrorClass(fault.state)
  if (known === undefined) {
    const message = `${title}: ${redact(fault.message)} (SQLSTATE ${fault.state})`
    return new DestinationError({ code: 'postgres_failed', message })
  }
  const { code, isRetryable, describe } = known
  const message = `${title} ${describe({ ...fault, message: known.isQuoting === true ? redact(fault.message) : fault.message })}`
  return new DestinationError({ code, message, isRetryable })
}

function readFault(error: Error): PostgresFault | undefined {
  const state = sqlStateOf(error)
  if (state === undefined) return undefined
  const fields = error as Partial<Record<'schema' | 'table' | 'column' | 'constraint', unknown>>
  const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
  return {
    state,
    message: error.message,
    schema: text(fields.schema),
    table: text(fields.table),
    column: text(fields.column),
    constraint: text(fields.constraint),
  }
}

/** Takes out what stands in quotes, over all lines, and numbers. */
function redact(message: string): string {
  return message.replace(/(["']).*\1|["'].*/s, '…').replaceAll(/(?<!\w)-?\d[\w.+-]*/g, '…')
}

/** A way in which the network or the client says that something is wrong. */
interface Trouble {
  readonly codes: readonly string[]
  /** For what has no code. */
  readonly pattern?: RegExp
  readonly code: string
  readonly remedy: string
  readonly isRetryable: boolean
}

const troubles: readonly Trouble[] = [
  {
    codes: ['ENOTFOUND'],
    code: 'postgres_unknown_host',
    remedy: 'cannot be reached: nobody knows a host of this name. Check the address',
    isRetryable: false,
  },
  {
    codes: ['ECONNREFUSED', 'ENOENT'],
    code: 'postgres_unreachable',
    remedy: 'cannot be reached: no server listens there. Start it, or check host and port',
    isRetryable: true,
  },
  {
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'EACCES', 'EPERM'],
    pattern: /^timeout expired$|^timeout exceeded when trying to connect$|due to connection timeout$/,
    code: 'postgres_unreachable',
    remedy: 'cannot be reached: check the address, the network and firewalls on the way',
    isRetryable: true,
  },
  {
    codes: ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED'],
    pattern:
      /^connection terminated( unexpectedly)?$|^client (was closed|has encountered a connection error) and is not/i,
    code: 'postgres_connection_lost',
    remedy: 'closed the connection: what was not committed is taken back. Run again',
    isRetryable: true,
  },
  {
    codes: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_HAS_EXPIRED',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    pattern: /^the server does not support ssl connections$/i,
    code: 'postgres_no_tls',
    remedy: "cannot be trusted: check sslmode and the server's certificate (sslrootcert) in the address",
    isRetryable: false,
  },
  {
    codes: [],
    pattern: /^SASL: |client password must be a string/,
    code: 'postgres_wrong_login',
    remedy: 'asks for a password in a way that this address does not answer: give one in it',
    isRetryable: false,
  },
]

function findTrouble(error: Error): Trouble | undefined {
  const { code } = error as { readonly code?: unknown }
  return troubles.find(({ codes, pattern }) =>
    typeof code === 'string' ? codes.includes(code) : pattern?.test(error.message) === true,
  )
}
