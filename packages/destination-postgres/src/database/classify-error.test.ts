import { DestinationError, MillraceError, PipelineBusyError } from '@millrace/core/plugin'
import { describe, expect, test } from 'vitest'
import { classifyError } from './classify-error.ts'

const title = 'database shop at localhost:5432'

function fromPostgres(code: string, message = 'what Postgres says', fields: object = {}): Error {
  return Object.assign(new Error(message), { severity: 'ERROR', code, detail: 'Key (id)=(7731)', ...fields })
}

function fromNetwork(code: string, message = `connect ${code} 127.0.0.1:5432`): Error {
  return Object.assign(new Error(message), { code, syscall: 'connect' })
}

function classified(error: unknown): MillraceError {
  const made = classifyError(error, title)
  if (!MillraceError.isInstance(made)) throw new Error('it was not classified')
  return made
}

describe('by SQLSTATE', () => {
  test.each([
    ['08006', 'postgres_connection_lost', true],
    ['0A000', 'postgres_unsupported', false],
    ['22003', 'postgres_value_refused', false],
    ['23505', 'postgres_constraint', false],
    ['25006', 'postgres_read_only', false],
    ['26000', 'postgres_pooler', false],
    ['28000', 'postgres_wrong_login', false],
    ['28P01', 'postgres_wrong_login', false],
    ['2BP01', 'postgres_in_use', false],
    ['3D000', 'postgres_no_database', false],
    ['3F000', 'postgres_object_missing', false],
    ['40001', 'postgres_conflict', true],
    ['40P01', 'postgres_conflict', true],
    ['42501', 'postgres_no_privilege', false],
    ['42601', 'postgres_failed', false],
    ['42703', 'postgres_object_missing', false],
    ['42P01', 'postgres_object_missing', false],
    ['42P07', 'postgres_object_exists', false],
    ['53100', 'postgres_disk_full', false],
    ['53200', 'postgres_out_of_memory', true],
    ['53300', 'postgres_too_many_connections', true],
    ['53400', 'postgres_limit', false],
    ['54000', 'postgres_limit', false],
    ['55P03', 'postgres_lock_timeout', true],
    ['57014', 'postgres_cancelled', true],
    ['57P01', 'postgres_restarting', true],
    ['57P02', 'postgres_restarting', true],
    ['57P03', 'postgres_restarting', true],
    ['P0001', 'postgres_trigger', false],
    ['XX000', 'postgres_failed', false],
  ])('%s is %s', (state, code, isRetryable) => {
    const error = classified(fromPostgres(state))
    expect(error).toMatchObject({ code, isRetryable })
    expect(DestinationError.isInstance(error)).toBe(true)
    expect(error.message.startsWith(title)).toBe(true)
    // What Postgres threw holds values.
    expect(error.cause).toBeUndefined()
  })
})

test.each([
  ['ECONNREFUSED', 'postgres_unreachable', true],
  ['ENOENT', 'postgres_unreachable', true],
  ['EHOSTUNREACH', 'postgres_unreachable', true],
  ['EAI_AGAIN', 'postgres_unreachable', true],
  ['ENOTFOUND', 'postgres_unknown_host', false],
  ['ECONNRESET', 'postgres_connection_lost', true],
  ['EPIPE', 'postgres_connection_lost', true],
  ['ETIMEDOUT', 'postgres_connection_lost', true],
  ['CERT_HAS_EXPIRED', 'postgres_no_tls', false],
])('of the network: %s is %s', (code, expected, isRetryable) => {
  expect(classified(fromNetwork(code))).toMatchObject({ code: expected, isRetryable })
})

test.each([
  ['Connection terminated unexpectedly', 'postgres_connection_lost'],
  ['Connection terminated', 'postgres_connection_lost'],
  ['Client has encountered a connection error and is not queryable', 'postgres_connection_lost'],
  ['timeout expired', 'postgres_unreachable'],
  ['timeout exceeded when trying to connect', 'postgres_unreachable'],
  ['The server does not support SSL connections', 'postgres_no_tls'],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'postgres_wrong_login'],
])('of the client: %s', (message, code) => {
  expect(classified(new Error(message)).code).toBe(code)
})

describe('says what to do', () => {
  test.each([
    ['permission denied for schema crm', 'GRANT USAGE, CREATE ON SCHEMA crm'],
    ['permission denied for table users', 'GRANT SELECT, INSERT, UPDATE, DELETE ON users'],
    ['permission denied for sequence commit_sequence', 'GRANT USAGE ON SEQUENCE commit_sequence'],
    ['permission denied for database shop', 'GRANT CONNECT ON DATABASE shop'],
    ['permission denied to create temporary tables in database "shop"', 'GRANT TEMPORARY ON DATABASE'],
    ['must be owner of table users', 'OWNER TO'],
    ['permission denied to set parameter "x"', 'has to grant it'],
  ])('where %s', (message, remedy) => {
    const error = classified(fromPostgres('42501', message))
    expect(error.message).toContain(message)
    expect(error.message).toContain(remedy)
  })

  test('a cancelled statement is told from one that took too long', () => {
    const cancelled = fromPostgres('57014', 'canceling statement due to user request')
    const slow = fromPostgres('57014', 'canceling statement due to statement timeout')
    expect(classified(cancelled).message).toContain('pg_cancel_backend')
    expect(classified(slow).message).toContain('statementTimeoutInMs')
  })

  test('a constraint is named with its table', () => {
    const message = 'duplicate key value violates unique constraint "by_name"'
    const error = classified(
      fromPostgres('23505', message, { schema: 'public', table: 'users', constraint: 'by_name' }),
    )
    expect(error.message).toBe(
      `${title} refuses rows by unique index by_name in table public.users: change or drop it if it is yours, the source has such records (SQLSTATE 23505)`,
    )
    const missing = fromPostgres('23502', 'null value', { schema: 'public', table: 'users', column: 'name' })
    expect(classified(missing).message).toContain('by NOT NULL in column name of table public.users')
    expect(classified(fromPostgres('23514')).message).toContain('by check: ')
    expect(classified(fromPostgres('23000', 'x', { constraint: 'mine' })).message).toContain('by constraint mine: ')
  })
})

test.each([
  ['22P02', 'invalid input syntax for type integer: "canary 7731"', 'invalid input syntax for type integer: …'],
  ['22003', 'value "7731" is out of range for type smallint', 'value … is out of range for type smallint'],
  ['22P02', 'invalid input value: "canary\n"quoted" 7731"', 'invalid input value: …'],
  ['23514', 'canary 7731', 'check'],
  ['54000', 'index row size 7731 exceeds maximum', 'index row size … exceeds maximum'],
  ['P0001', 'canary 7731', 'trigger'],
  ['XX000', 'unexpected "canary" 7731', 'unexpected …'],
])('values are nowhere: %s %s', (state, message, said) => {
  const error = classified(fromPostgres(state, message))
  expect(error.message).toContain(said)
  expect(`${error.stack ?? ''} ${JSON.stringify(error)}`).not.toMatch(/7731|canary/)
})

test('errors of this project, and of others, stay as they are', () => {
  const busy = new PipelineBusyError('held')
  const foreign = new TypeError('a mistake')
  const coded = Object.assign(new Error('not ours'), { code: 'ABCDE' })
  for (const error of [busy, foreign, coded]) expect(classifyError(error, title)).toBe(error)
  expect(classifyError('thrown', title)).toMatchObject({ code: 'destination_failed', cause: 'thrown' })
})
