import { beforeAll, expect, test } from 'vitest'
import type { RecordKind } from '../../src/store/records.ts'
import type { ListQuery } from '../../src/store/store.ts'
import { listStatement } from '../../src/store/postgres-store/list-statement.ts'
import { compile, composeIn } from '../../src/store/postgres-store/statement.ts'
import { openPostgres } from '../support/open-postgres.ts'
import { fileDatabase } from '../support/open-schema.ts'

let schema: string

beforeAll(async () => {
  const { store, schema: opened } = await openPostgres()
  await store[Symbol.asyncDispose]()
  schema = opened
  const { sql } = await fileDatabase()
  await sql(`
    insert into "${schema}".records (kind, id, account, revision, pipeline, state, due_at, value)
    select 'run', n, n % 50, 2, n % 200, case when n % 1000 = 0 then 'queued' when n % 7 = 0 then 'failed' else 'succeeded' end,
      case when n % 1000 = 0 then n end, json_build_object('error', repeat('x', 500))
    from generate_series(1, 20000) n;
    insert into "${schema}".records (kind, id, account, revision, source, destination, due_at, value)
    select 'pipeline', n, n % 50, 1, n % 300, n % 100, case when n % 3 = 0 then n * 1000 end, json_build_object('name', repeat('x', 500))
    from generate_series(1, 5000) n;
    analyze "${schema}".records`)
})

const queries: readonly (readonly [what: string, kind: RecordKind, query: ListQuery, maxRows: number])[] = [
  ['a page of all runs', 'run', { limit: 50 }, 50],
  ['a later page of all runs', 'run', { limit: 50, before: 9000 }, 50],
  ['a page of the runs of an account', 'run', { account: 7, limit: 50 }, 50],
  ['a later page of them', 'run', { account: 7, limit: 50, before: 9000 }, 50],
  ['the runs of a pipeline', 'run', { pipeline: 7 }, 100],
  ['a page of them', 'run', { pipeline: 7, limit: 10, before: 9000 }, 10],
  ['the runs that live', 'run', { states: ['queued', 'running'] }, 20],
  ['the oldest work', 'run', { states: ['queued'], dueBy: new Date(10_000) }, 20],
  ['runs that are due', 'run', { dueBy: new Date(5000) }, 5],
  ['pipelines of a source', 'pipeline', { source: 7 }, 17],
  ['pipelines of a destination', 'pipeline', { destination: 7 }, 50],
  ['pipelines that are due', 'pipeline', { dueBy: new Date(60_000) }, 20],
]

test.for(queries)('%s: found by an index, without reading the others', async ([, kind, query, maxRows]) => {
  const { sql } = await fileDatabase()
  const { sql: text, parameters } = compile(listStatement(composeIn(schema), kind, query))
  const rows = await sql(`explain (analyze, format json) ${text}`, parameters)
  const [[plans] = []] = rows
  const nodes = flatten((plans as readonly [{ readonly Plan: PlanNode }])[0].Plan)
  const scans = nodes.filter((node) => node['Node Type'].includes('Scan'))
  expect(scans.map((node) => node['Node Type'])).not.toContain('Seq Scan')
  for (const scan of scans) {
    const read = (scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)) * scan['Actual Loops']
    expect(read).toBeLessThanOrEqual(maxRows)
  }
})

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

function flatten(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)]
}
