/** What Postgres says beside its text. `detail`, `where` and others can hold values, and are never looked at. */
export interface PostgresFault {
  readonly state: string
  /** Can hold values. */
  readonly message: string
  readonly schema: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined
  readonly constraint: string | undefined
}

/** What is said of errors of some SQLSTATEs. */
export interface ErrorClass {
  /** Beginnings of SQLSTATEs: two characters are a class, five are one of it. */
  readonly states: readonly string[]
  readonly code: string
  readonly isRetryable: boolean
  /** Postgres quotes values in the text of such errors. */
  readonly isQuoting?: boolean
  /** After the name of the database. */
  describe(this: void, fault: PostgresFault): string
}

/** The class of an error: of several that fit the one with the longest beginning. */
export function findErrorClass(state: string): ErrorClass | undefined {
  const length = (known: ErrorClass): number =>
    Math.max(0, ...known.states.filter((start) => state.startsWith(start)).map((start) => start.length))
  const [best] = errorClasses.toSorted((left, right) => length(right) - length(left))
  return best !== undefined && length(best) > 0 ? best : undefined
}

const errorClasses: readonly ErrorClass[] = [
  {
    states: ['08'],
    code: 'postgres_connection_lost',
    isRetryable: true,
    describe: () => 'closed the connection: what was not committed is taken back. Run again',
  },
  {
    states: ['0A'],
    code: 'postgres_unsupported',
    isRetryable: false,
    describe: ({ message }) => `cannot do that: ${message}`,
  },
  {
    states: ['22'],
    code: 'postgres_value_refused',
    isRetryable: false,
    isQuoting: true,
    describe: (fault) => `refuses a value${placeOf(fault)}: ${fault.message} (SQLSTATE ${fault.state})`,
  },
  {
    states: ['23'],
    code: 'postgres_constraint',
    isRetryable: false,
    isQuoting: true,
    describe: describeConstraint,
  },
  {
    states: ['25006'],
    code: 'postgres_read_only',
    isRetryable: false,
    describe: () =>
      'is read-only: it is a standby, or default_transaction_read_only is set. Name the server that takes writes (target_session_attrs=read-write)',
  },
  {
    states: ['26000', '42P05'],
    code: 'postgres_pooler',
    isRetryable: false,
    describe: () =>
      'does not know a statement that was just prepared: a pooler in between gives the parts of a transaction to different servers. Set pgbouncer to pool_mode transaction or session',
  },
  {
    states: ['28'],
    code: 'postgres_wrong_login',
    isRetryable: false,
    describe: ({ message }) => `refuses the login: ${message}. Check user and password, and pg_hba.conf of the server`,
  },
  {
    states: ['2BP01'],
    code: 'postgres_in_use',
    isRetryable: false,
    describe: ({ message }) =>
      `cannot change what others build on: ${message}. Drop those first, and make them again later`,
  },
  {
    states: ['3D000'],
    code: 'postgres_no_database',
    isRetryable: false,
    describe: () => 'does not exist: create it, or name another one',
  },
  {
    states: ['40001', '40P01'],
    code: 'postgres_conflict',
    isRetryable: true,
    describe: () => 'was changed by somebody else at the same moment: run again',
  },
  {
    states: ['42501'],
    code: 'postgres_no_privilege',
    isRetryable: false,
    describe: ({ message }) => `does not allow that: ${message}. ${grantFor(message)}`,
  },
  {
    states: ['3F000', '42P01', '42703', '42704'],
    code: 'postgres_object_missing',
    isRetryable: false,
    describe: ({ message }) =>
      `lacks something that was there: ${message}. If somebody has dropped or renamed it, put it back, or drop the whole table: the next run makes it anew`,
  },
  {
    states: ['42P07', '42710', '42701', '42P06'],
    code: 'postgres_object_exists',
    isRetryable: false,
    describe: ({ message }) => `has something of this name already: ${message}. Rename it, or choose another name`,
  },
  {
    states: ['53100'],
    code: 'postgres_disk_full',
    isRetryable: false,
    describe: () =>
      'cannot grow: the disk of the server is full. Free some space and run again; what was committed is not harmed',
  },
  {
    states: ['53200'],
    code: 'postgres_out_of_memory',
    isRetryable: true,
    describe: () => 'has not enough memory: run again when the server has less to do, or lower work_mem',
  },
  {
    states: ['53300'],
    code: 'postgres_too_many_connections',
    isRetryable: true,
    describe: ({ message }) =>
      `takes no more connections: ${message}. Raise max_connections, or lower the option maxConnections`,
  },
  {
    states: ['53', '54'],
    code: 'postgres_limit',
    isRetryable: false,
    isQuoting: true,
    describe: ({ message, state }) => `is at a limit: ${message} (SQLSTATE ${state})`,
  },
  {
    states: ['55P03'],
    code: 'postgres_lock_timeout',
    isRetryable: true,
    describe: () =>
      'is locked by somebody else: nothing came free in the time of the option lockTimeoutInMs. See pg_locks for who holds it',
  },
  {
    states: ['57014'],
    code: 'postgres_cancelled',
    isRetryable: true,
    describe: ({ message }) =>
      /user request/.test(message)
        ? 'had a statement cancelled by somebody (pg_cancel_backend): run again'
        : 'had a statement that took longer than it may: raise the option statementTimeoutInMs',
  },
  {
    states: ['57', '58P01'],
    code: 'postgres_restarting',
    isRetryable: true,
    describe: () => 'is being stopped or started: what was not committed is taken back. Run again',
  },
  {
    states: ['P0'],
    code: 'postgres_trigger',
    isRetryable: false,
    describe: ({ state }) =>
      `has a trigger or rule of yours that refused a change (SQLSTATE ${state}; its text is in the log of the server)`,
  },
  {
    states: ['42', '08P01'],
    code: 'postgres_failed',
    isRetryable: false,
    describe: ({ message, state }) => `refuses a statement: ${message} (SQLSTATE ${state})`,
  },
]

/** Where, by names only. */
function placeOf({ schema, table, column }: PostgresFault): string {
  const name = schema === undefined ? table : `${schema}.${table}`
  if (table === undefined) return column === undefined ? '' : ` in column ${column}`
  return column === undefined ? ` in table ${name}` : ` in column ${column} of table ${name}`
}

function describeConstraint(fault: PostgresFault): string {
  const kind = constraintKinds[fault.state] ?? 'constraint'
  const rule = fault.constraint === undefined ? kind : `${kind} ${fault.constraint}`
  return `refuses rows by ${rule}${placeOf(fault)}: change or drop it if it is yours, the source has such records (SQLSTATE ${fault.state})`
}

const constraintKinds: Readonly<Record<string, string>> = {
  '23502': 'NOT NULL',
  '23503': 'foreign key',
  '23505': 'unique index',
  '23514': 'check',
  '23P01': 'exclusion constraint',
}

/** What an administrator has to allow, by what Postgres misses. */
function grantFor(message: string): string {
  const [, kind = '', name = ''] =
    /permission denied for (schema|database|table|sequence|relation) (\S+)/.exec(message) ?? []
  const role = 'the role of this connection'
  if (message.includes('temporary tables')) return `An administrator has to GRANT TEMPORARY ON DATABASE to ${role}`
  if (kind === 'database') {
    return `An administrator has to GRANT CONNECT ON DATABASE ${name} to ${role}; and to create both schemas for it, or to GRANT CREATE`
  }
  if (kind === 'schema') return `An administrator has to GRANT USAGE, CREATE ON SCHEMA ${name} to ${role}`
  if (kind === 'sequence') return `An administrator has to GRANT USAGE ON SEQUENCE ${name} to ${role}`
  if (kind !== '') return `An administrator has to GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} to ${role}`
  if (message.startsWith('must be owner')) return `An administrator has to make ${role} the owner (ALTER … OWNER TO)`
  return `An administrator has to grant it to ${role}`
}
