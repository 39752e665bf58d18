import { createDatabase } from '../../../destination-postgres/test/support/test-database.ts'
import type { TestDatabase } from '../../../destination-postgres/test/support/test-database.ts'
import { afterAll } from 'vitest'

let database: Promise<TestDatabase> | undefined
let schemas = 0

/** The database of the test file, removed at its end; made when it is first asked for. */
export function fileDatabase(): Promise<TestDatabase> {
  database ??= createDatabase()
  return database
}

/** A name that no other test of the file uses. */
export function nextSchema(): string {
  schemas += 1
  return `store ${schemas}`
}

afterAll(async () => {
  const made = await database
  await made?.drop()
})
