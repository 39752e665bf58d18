import { DestinationError } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { ResultRow } from './database/connection.ts'
import type { Transaction } from './database/transaction.ts'
import type { Reader } from './read/reader.ts'
import { hasSystemTables } from './state/migrate.ts'

/** Connects, and looks whether everything is allowed that a run does. Changes nothing. */
export async function checkDatabase(
  reader: Reader,
  { title, signal }: { readonly title: string; readonly signal: AbortSignal },
): Promise<void> {
  await reader.look(signal, async (transaction) => {
    await checkServer(transaction, title)
    await hasSystemTables(transaction)
    await checkTemporary(transaction, title)
    const { schema, systemSchema } = transaction.places
    for (const name of [schema, systemSchema]) await checkSchema(transaction, name, title)
  })
}

/** Throws where the server is none that this destination works on. */
export async function checkServer({ connection }: Transaction, title: string): Promise<void> {
  const row = await connection.row(sql`
    select current_setting('server_version_num')::int, current_setting('server_version'),
      current_setting('server_encoding'), pg_is_in_recovery()`)
  const [version, versionText, encoding, isStandby] = row ?? []
  if (Number(version) < oldestVersion) {
    throw new DestinationError({
      code: 'postgres_too_old',
      message: `${title} runs Postgres ${String(versionText)}: at least ${oldestVersion / 10_000} is needed`,
    })
  }
  if (encoding !== 'UTF8') {
    throw new DestinationError({
      code: 'postgres_wrong_encoding',
      message: `${title} has the encoding ${String(encoding)}, which cannot hold every text: create a database with the encoding UTF8`,
    })
  }
  if (isStandby === true) {
    throw new DestinationError({
      code: 'postgres_read_only',
      message: `${title} is a standby, which is only read: name the server that takes writes (target_session_attrs=read-write)`,
    })
  }
}

const oldestVersion = 140_000

/** A commit compares rows in temporary tables. */
async function checkTemporary({ connection }: Transaction, title: string): Promise<void> {
  const row = await connection.row(sql`
    select has_database_privilege(current_database(), 'TEMPORARY'), current_user::text, current_database()::text`)
  const [isAllowed, role, database] = row ?? []
  if (isAllowed === true) return
  throw new DestinationError({
    code: 'postgres_no_privilege',
    message: `role ${String(role)} cannot make temporary tables in ${title}: let an administrator say GRANT TEMPORARY ON DATABASE "${String(database)}" TO "${String(role)}"`,
  })
}

/** A schema that stands has to be open for tables; one that does not, has to be allowed to be made. */
async function checkSchema({ connection }: Transaction, schema: string, title: string): Promise<void> {
  const row: ResultRow | undefined = await connection.row(sql`
    select n.oid is not null, current_user::text, current_database()::text,
      case when n.oid is null then has_database_privilege(current_database(), 'CREATE')
        else has_schema_privilege(n.oid, 'USAGE') and has_schema_privilege(n.oid, 'CREATE') end
    from (select 1) one left join pg_namespace n on n.nspname = ${schema}`)
  const [isThere, role, database, isAllowed] = row ?? []
  if (isAllowed === true) return
  const remedy =
    isThere === true
      ? `GRANT USAGE, CREATE ON SCHEMA "${schema}" TO "${String(role)}"`
      : `CREATE SCHEMA "${schema}" AUTHORIZATION "${String(role)}", or GRANT CREATE ON DATABASE "${String(database)}" TO "${String(role)}"`
  throw new DestinationError({
    code: 'postgres_no_privilege',
    message: `role ${String(role)} cannot make tables in schema ${schema} of ${title}${isThere === true ? '' : ', which does not exist'}: let an administrator say ${remedy}`,
  })
}
