import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Texts are compared byte by byte, whatever the database's own order is. */
const text = sql.raw('text collate "C"')

export const firstTables: Migration = {
  number: 1,
  name: 'first tables',
  statements: (table) => [
    sql`create table ${table('store')} (
      is_only boolean primary key default true check (is_only),
      id ${text} not null
    )`,
    sql`create table ${table('ids')} (
      kind ${text} primary key,
      last bigint not null default 0
    ) with (fillfactor = 50)`,
    sql`insert into ${table('ids')} (kind)
      values ('account'), ('source'), ('destination'), ('pipeline'), ('run'), ('key')`,
    sql`create table ${table('records')} (
      kind ${text} not null,
      id bigint not null,
      account bigint not null,
      revision bigint not null,
      pipeline bigint,
      source bigint,
      destination bigint,
      state ${text},
      due_at bigint,
      value json not null,
      primary key (kind, id)
    ) with (fillfactor = 90)`,
    sql`comment on column ${table('records')}.due_at is 'milliseconds since 1970'`,
    sql`create index records_by_account on ${table('records')} (kind, account, id)`,
    sql`create index records_by_pipeline on ${table('records')} (kind, pipeline, id) where pipeline is not null`,
    sql`create index records_by_source on ${table('records')} (kind, source, id) where source is not null`,
    sql`create index records_by_destination on ${table('records')} (kind, destination, id) where destination is not null`,
    sql`create index records_by_state on ${table('records')} (kind, state, id) where state is not null`,
    sql`create index records_by_due_moment on ${table('records')} (kind, due_at) where due_at is not null`,
  ],
}
