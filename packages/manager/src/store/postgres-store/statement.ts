import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { Compilable, CompiledQuery, RawBuilder } from 'kysely'
import type { Tables } from './tables.ts'

/** Anything that kysely composes, with the shape of the rows that it answers. */
export type Statement<Row = unknown> = Compilable<Row> | RawBuilder<Row>

/** Composes statements and carries none out: the database does. */
const composer: Kysely<Tables> = new Kysely({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (kysely) => new PostgresIntrospector(kysely),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** Statements on the tables of a schema. */
export function composeIn(schema: string): Kysely<Tables> {
  return composer.withSchema(schema)
}

export function compile(statement: Statement): CompiledQuery {
  return 'isRawBuilder' in statement ? statement.compile(composer) : statement.compile()
}
