import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { Compilable, CompiledQuery, RawBuilder } from 'kysely'
import type { SystemTables } from '../state/system-tables.ts'

/** Anything that kysely composes: SQL with its parameters. */
export type Statement = Compilable | RawBuilder<unknown>

/** Composes statements and carries none out: the connection does. */
const composer: Kysely<SystemTables> = new Kysely({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** Statements on what the destination keeps for itself. */
export function composeIn(systemSchema: string): Kysely<SystemTables> {
  return composer.withSchema(systemSchema)
}

export function compile(statement: Statement): CompiledQuery {
  return 'isRawBuilder' in statement ? statement.compile(composer) : statement.compile()
}
