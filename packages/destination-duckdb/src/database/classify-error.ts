import { DestinationBusyError, DestinationError, MillraceError } from '@millrace/core/plugin'

/** A way in which DuckDB says that something is wrong, and what is said of it instead. */
interface ErrorClass {
  readonly pattern: RegExp
  readonly code: string
  /** After the name of the database. */
  readonly remedy: string
  readonly isRetryable: boolean
}

const errorClasses: readonly ErrorClass[] = [
  {
    pattern: /no space left on device|disk quota exceeded|file too large|failed to (extend|grow) file/i,
    code: 'duckdb_disk_full',
    remedy: 'cannot grow: the disk is full. Free some space and run again; what was committed is not harmed',
    isRetryable: false,
  },
  {
    pattern: /out of memory error/i,
    code: 'duckdb_out_of_memory',
    remedy: "needs more memory than it may take: raise the option memoryLimit, or lower DuckDB's setting threads",
    isRetryable: false,
  },
  {
    pattern: /not a valid duckdb database file/i,
    code: 'duckdb_not_a_database',
    remedy: 'is another kind of file: name another path',
    isRetryable: false,
  },
  {
    pattern: /no such file or directory|is a directory|not a directory/i,
    code: 'duckdb_no_folder',
    remedy: 'cannot be opened: its folder does not exist, or the path is that of a folder',
    isRetryable: false,
  },
  {
    pattern: /launched in read-only mode/i,
    code: 'duckdb_read_only',
    remedy: 'is only read here: a query cannot change anything',
    isRetryable: false,
  },
  {
    pattern: /permission denied|read-only (file system|mode)/i,
    code: 'duckdb_not_writable',
    remedy: 'cannot be written: give this process the right to write the file and its folder',
    isRetryable: false,
  },
  {
    pattern: /different configuration than existing connections/i,
    code: 'duckdb_other_settings',
    remedy: 'is open in this process with other settings: give all users of the file the same ones',
    isRetryable: false,
  },
  {
    pattern: /failed to set config|options were not recognized|unrecognized configuration parameter/i,
    code: 'duckdb_wrong_settings',
    remedy: 'was given a setting that DuckDB does not know, or a value that it does not take: see `settings`',
    isRetryable: false,
  },
  {
    pattern: /failed to download extension|extension .* not found/i,
    code: 'duckdb_no_extension',
    remedy: 'needs an extension that DuckDB cannot download: give this process access to extensions.duckdb.org',
    isRetryable: true,
  },
  {
    pattern: /dependency error.*cannot alter entry/i,
    code: 'duckdb_table_has_indexes',
    remedy: 'has a table that must change its shape, and indexes on it: drop them, and create them again after the run',
    isRetryable: false,
  },
  {
    pattern: /version number|older version|newer version/i,
    code: 'duckdb_other_version',
    remedy: 'was written by a version of DuckDB that cannot be read: update @duckdb/node-api',
    isRetryable: false,
  },
  {
    pattern: /transactioncontext error.*(conflict|altered)|write-write conflict/is,
    code: 'duckdb_conflict',
    remedy: 'was changed by somebody else at the same moment: run again',
    isRetryable: true,
  },
]

/** How all that DuckDB and its client throw begins; anything else was not thrown by them. */
const isDuckDBError = /^((\w+ )+error: |failed to |error in native callback)/i

/** Errors in which DuckDB quotes values. They are not passed on, not even as a cause. */
const quotesValues = /^(conversion|invalid input|out of range|mismatch type|invalid type)|constraint/i

/** What DuckDB threw, as an error that says what to do and holds no values. */
export function classifyError(error: unknown, title: string): Error {
  if (!(error instanceof Error)) return new DestinationError({ message: `${title} failed`, cause: error })
  if (MillraceError.isInstance(error) || !isDuckDBError.test(error.message)) return error
  const text = error.message.replace(/^failed to [\w ]+: (?=[\w ]+ error: )/i, '')
  const isQuoting = quotesValues.test(text)
  const message = isQuoting ? redact(text) : text
  const cause = isQuoting ? {} : { cause: error }
  if (/could not set lock on file/i.test(message)) {
    const holder = /held in (.+?) \(PID (\d+)\)/i.exec(message)
    const who = holder === null ? 'another process' : `process ${holder[2]} (${holder[1]})`
    return new DestinationBusyError(
      `${title} is held by ${who}: DuckDB lets one process at a time have a file. Close it there, or wait`,
      cause,
    )
  }
  const known = errorClasses.find(({ pattern }) => pattern.test(message))
  if (known !== undefined) {
    const { code, remedy, isRetryable } = known
    return new DestinationError({ code, message: `${title} ${remedy}`, isRetryable, ...cause })
  }
  return new DestinationError({ code: 'duckdb_failed', message: `${title}: ${withHint(message)}`, ...cause })
}

/** Whether DuckDB has given up the whole instance. */
export function isFatal(error: unknown): boolean {
  return error instanceof Error && /fatal error|database has been invalidated/i.test(error.message)
}

/** Takes out what stands in quotes, over all lines, and numbers; and the statement, which DuckDB adds. */
function redact(message: string): string {
  const [said = ''] = message.split(/\n\nLINE \d+: /)
  return said.replace(/(["']).*\1|["'].*/s, '…').replaceAll(/(?<!\w)-?\d[\w.+-]*/g, '…')
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? ''
}

/** The first line, and the name that DuckDB thinks was meant. */
function withHint(message: string): string {
  const hint = /^Did you mean .+$/m.exec(message)?.[0]
  return hint === undefined ? firstLine(message) : `${firstLine(message)} ${hint}`
}
