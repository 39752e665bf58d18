import type pg from 'pg'
import { expectTypeOf, test } from 'vitest'
import type { PostgresPool } from '../../src/store/postgres-store/postgres-pool.ts'

test('a pool of pg is a pool, and its client is not', () => {
  expectTypeOf<pg.Pool>().toExtend<PostgresPool>()
  expectTypeOf<pg.Client>().not.toExtend<PostgresPool>()
})
