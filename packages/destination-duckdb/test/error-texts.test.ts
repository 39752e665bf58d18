/** Errors never show what stands in rows. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import { classifyError } from '../src/database/classify-error.ts'
import { caught, textOf } from './support/caught.ts'
import { load } from './support/load.ts'
import { makeFolder } from './support/make-folder.ts'
import { openDatabase } from './support/open-database.ts'

/** Values that would be seen anywhere, in shapes that are hard to cut out of a text. */
const canaries = [
  'canary-7731',
  'canary-7731 with "quotes" and \'more\'',
  'canary-7731\n\nLINE 1: "and more lines of canary-7731',
  'canary-7731 permission denied, no such file or directory',
]

test.each(canaries)('when a unique index of theirs is violated: %j', async (canary) => {
  const { destination, sql } = await openDatabase()
  await load(destination, [{ id: 1, name: 'Ann' }])
  await sql('CREATE UNIQUE INDEX by_name ON users (name)')
  const records = [
    { id: 2, name: canary },
    { id: 3, name: canary },
  ]
  const error = await caught(() => load(destination, records))
  expect(error).toMatchObject({ code: 'duckdb_failed', isRetryable: false })
  expect(error.message).toContain('UNIQUE constraint')
  expect(textOf(error)).not.toContain('7731')
  expect(JSON.stringify(await destination.runs())).not.toContain('7731')
})

test.each(canaries)('when they gave a column another type: %j', async (canary) => {
  const { destination, sql } = await openDatabase()
  await load(destination, [{ id: 1, name: '1' }])
  await sql('ALTER TABLE users ALTER COLUMN name SET DATA TYPE INTEGER')
  const error = await caught(() => load(destination, [{ id: 2, name: canary }]))
  expect(error.code).toBe('duckdb_failed')
  expect(error.message).toContain('Conversion Error')
  expect(textOf(error)).not.toContain('7731')
  expect(JSON.stringify(await destination.runs())).not.toContain('7731')
})

test('when a number does not fit the type that they gave a column', async () => {
  const { destination, sql } = await openDatabase()
  await load(destination, [{ id: 1, amount: 1 }])
  await sql('ALTER TABLE users ALTER COLUMN amount SET DATA TYPE TINYINT')
  const error = await caught(() => load(destination, [{ id: 2, amount: 77_317_731 }]))
  expect(textOf(error)).not.toContain('7731')
})

test('when a check of theirs fails', async () => {
  const { destination, sql } = await openDatabase()
  await load(destination, [{ id: 1, name: 'Ann', amount: 1 }])
  await sql('ALTER TABLE users ALTER COLUMN name SET NOT NULL')
  const error = await caught(() => load(destination, [{ id: 7731, amount: 77_317_731 }]))
  expect(error.message).toContain('NOT NULL constraint failed: users.name')
  expect(textOf(error)).not.toContain('7731')
})

test.each(['SELECT $1::INTEGER', `SELECT strptime($1, '%Y')`, 'SELECT $1::DATE', 'SELECT unnest([$1])::UUID'])(
  'values of a query are not in its errors: %s',
  async (sql) => {
    const { destination } = await openDatabase()
    const error = await caught(() => destination.query(sql, [canaries[0] ?? '']))
    expect(error.code).toBe('duckdb_failed')
    expect(textOf(error)).not.toContain('7731')
  },
)

test.each([
  'TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key "name: canary-7731"',
  'Constraint Error: Violates foreign key constraint because key "id: 7731" does not exist in the referenced table',
  "Conversion Error: Type INT64 with value -7731.5e3 can't be cast because the value is out of range for INT8",
  'Out of Range Error: Overflow in multiplication of INT64 (7731 * 2)!',
  'Failed to bind value: Invalid Input Error: canary "7731',
])('texts of DuckDB lose their values: %s', (message) => {
  const error = classifyError(new Error(message), 'the DuckDB file x')
  expect(textOf(error).replaceAll(/\(.*:\d+:\d+\)/g, '')).not.toContain('7731')
  expect(error.message).toContain(message.startsWith('Failed') ? 'Invalid Input Error' : message.split(':')[0])
})

test('nor is a value in what a failed run leaves in the file, beside the rejects and the rows', async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const destination = duckdb({ path })
  const users = { columns: { amount: 'decimal' } } as const
  await load(destination, [{ id: 1, amount: '99999999999999999999999999999999999999997731' }], { users })
  const [reject] = await destination.rejects('array', 'users')
  expect(reject).toMatchObject({ code: 'out_of_range', path: 'amount' })
  expect(reject?.message).not.toContain('7731')
  expect(JSON.stringify(await destination.runs())).not.toContain('7731')
  expect(readFileSync(path).length).toBeGreaterThan(0)
})
