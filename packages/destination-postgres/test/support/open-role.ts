import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { quote } from './read-rows.ts'
import { sharedServer } from './server/shared-server.ts'
import type { TestDatabase } from './test-database.ts'

/** A role that may do nothing, and the address under which it comes into a database. */
export interface TestRole {
  readonly name: string
  readonly connectionString: string
}

/** Makes a role, which goes at the end of the test, after databases that were made before it. */
export async function openRole(database: TestDatabase, password: string): Promise<TestRole> {
  const name = `millrace_role_${randomBytes(6).toString('hex')}`
  await database.sql(`create role ${name} login password ${pg.escapeLiteral(password)}`)
  onTestFinished(async () => {
    const client = new pg.Client((await sharedServer()).connectionString)
    await client.connect()
    // What it owned in the database has to go first, if the database has not.
    await database.drop()
    await client.query(`drop role ${name}`)
    await client.end()
  })
  const url = new URL(database.connectionString)
  url.username = name
  url.password = encodeURIComponent(password)
  return { name, connectionString: url.href }
}

/** Takes away what everybody may do in a fresh database. */
export async function closeToAll({ sql, name }: TestDatabase): Promise<void> {
  await sql(`revoke all on database ${quote(name)} from public; revoke all on schema public from public`)
}
