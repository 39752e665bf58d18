// The life of a managed pipeline: time entries of Clockify into a DuckDB file, by a schedule, with a failure and a duplicate.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clockifyConnector } from '@millrace/connector-clockify'
import { duckdb, duckdbConnector } from '@millrace/destination-duckdb'
import { createManager, inProcessExecutor, pgliteStore, resealRecords, SecretKeeper } from '@millrace/manager'
import type { RunView } from '@millrace/manager'
import { ended, settled } from './managed/ended.ts'
import { EventLine } from './managed/event-line.ts'
import { refusalOf } from './managed/refusal-of.ts'
import { startAgency, trackHour } from './managed/start-agency.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-managed-'))
const newKey = (): string => randomBytes(32).toString('base64')
// A local server that answers as Clockify does.
const agency = await startAgency()
const events = new EventLine()
let now = new Date('2026-07-01T08:00:00Z')
const byHand = { clock: () => now, pollIntervalInMs: 50 }

// #region manager
const key = process.env['MILLRACE_KEY'] ?? newKey()
const kinds = { connectors: [clockifyConnector], destinations: [duckdbConnector] }
const manager = await createManager({
  ...kinds,
  // A clock that this program turns; yours needs none, it goes by the time of the store.
  ...byHand,
  store: pgliteStore({ folder: join(folder, 'store') }),
  executor: inProcessExecutor({ concurrency: 2 }),
  secrets: { keys: [{ id: '2026-07', key }] },
  breaker: { warnAfter: 2, blockAfter: 3 },
  onEvent: events.note,
})
const { sources, destinations, pipelines, runs } = manager
// #endregion

// #region register
const { apiBaseUrl, reportsBaseUrl, keys } = agency
const settings = { apiBaseUrl, reportsBaseUrl, requestsPerSecond: 50 }
const source = await sources.create({
  name: 'Agency',
  connector: 'clockify',
  settings: { ...settings, apiKey: keys.owner },
})
const path = join(folder, 'warehouse.duckdb')
const destination = await destinations.create({ name: 'Warehouse', connector: 'duckdb', settings: { path } })

console.log('source works:', (await sources.test(source)).isOk)
console.log('destination works:', (await destinations.test(destination)).isOk)
console.log('shows its key:', JSON.stringify(await sources.read(source)).includes(keys.owner))
// #endregion

// #region preview
const preview = await pipelines.preview({ stream: 'time_entries' }, { maxRecords: 5 })
for (const table of preview.tables) {
  const rows = preview.rows[table.path] ?? []
  console.log(`path "${table.path}": ${table.proposedName}, ${table.fields.length} columns, ${rows.length} rows`)
}
// #endregion

// #region create
const definition = {
  stream: 'time_entries',
  tables: { '': 'entries', tags: 'entry_tags', customFieldValues: 'entry_fields' },
  deltas: { '': 'entries' },
  excludedFields: ['hourlyRate', 'costRate'],
  filter: { path: 'billable', operator: 'isTrue' },
} as const
const pipeline = await pipelines.create({ ...definition, name: 'Billable hours', period: '24h' })
console.log('at once:', (await pipelines.status(pipeline)).status)
await settled(manager, pipeline)
console.log('a little later:', await pipelines.status(pipeline))
// #endregion

// #region run
const first = await ended(manager, await runs.start(pipeline))
console.log('first run:', first.state, first.tables[''])
console.log('  passed', first.passed.join(' '))
console.log('  failed', first.failed.join(' '))
trackHour(agency)
const second = await ended(manager, await runs.start(pipeline, { incremental: true }))
console.log('second run:', second.state, second.tables[''])
// #endregion

// #region schedule
await pipelines.setSchedule(pipeline, { expression: '0 7 * * 1-5', timeZone: 'Europe/Lisbon' })
await pipelines.edit(pipeline, { name: 'Billable hours, hourly', period: '1h' })
const scheduled = await anHourLater()
console.log('an hour later:', scheduled.trigger, scheduled.state)
// #endregion

// #region advanced
const edited = { ...definition, tables: { ...definition.tables, '': 'billable_entries' } }
const { isInPlace, remarks, leftBehind } = await pipelines.planAdvancedEdit(pipeline, edited)
console.log('the plan:', { isInPlace, remarks, leftBehind })
const { build } = await pipelines.advancedEdit(pipeline, edited)
await ended(manager, build)
console.log('before the next run:', (await pipelines.read(pipeline)).tables[''])
await ended(manager, await runs.start(pipeline))
console.log('after it:', (await pipelines.read(pipeline)).tables[''])
// #endregion

// #region duplicate
const copy = await pipelines.duplicate({
  pipeline_id: pipeline,
  src_collection_id: source,
  dest_collection_id: destination,
  full_tables: { '': 'entries_2', tags: 'entry_tags_2', customFieldValues: 'entry_fields_2' },
  execute_immediately: 'Y',
  name: 'The same, elsewhere',
})
await settled(manager, copy)
const { name, period, tables } = await pipelines.read(copy)
console.log('the duplicate:', name, period, tables)
await pipelines.setSchedule(copy, null)
// #endregion

// #region mode
await destinations.setMode(destination, 'inspection')
console.log('refused:', await refusalOf(runs.start(pipeline)))
await destinations.setMode(destination, 'normal')
// #endregion

// #region breaker
agency.faults.always(401)
for (const hour of [1, 2, 3]) {
  const { state } = await anHourLater()
  const { status, is_active, is_blocked } = await pipelines.status(pipeline)
  console.log(`hour ${hour}: ${state}`, { status, is_active, is_blocked })
}
const [group] = await runs.errors({ pipeline })
console.log(`${group?.count} times: ${group?.message.slice(0, 31)} …`)
console.log('refused:', await refusalOf(runs.start(pipeline)))
// #endregion

// #region mend
agency.faults.clear()
await sources.update(source, { settings: { ...settings, apiKey: keys.admin } })
console.log('source works:', (await sources.test(source)).isOk)
await pipelines.setStatus(pipeline, { enabled: true })
const mended = await ended(manager, await runs.start(pipeline))
console.log('mended:', mended.state, (await pipelines.status(pipeline)).status)
const history = await runs.list({ pipeline, limit: 4 })
console.log('the last runs:', history.map(({ trigger, state }) => `${trigger} ${state}`).join(', '))
// #endregion

// #region rotate
await manager.stop()
const secrets = {
  keys: [
    { id: '2026-08', key: newKey() },
    { id: '2026-07', key },
  ],
}
const store = pgliteStore({ folder: join(folder, 'store') })
const next = await createManager({ ...kinds, ...byHand, store, secrets })
console.log('sealed anew:', await resealRecords(store, new SecretKeeper(secrets)))
// #endregion

// #region delete
await next.pipelines.delete(copy)
await next.pipelines.delete(pipeline)
console.log('left:', (await next.pipelines.list()).length, 'pipelines,', (await next.runs.list()).length, 'runs')
await next.stop()
// #endregion

const warehouse = duckdb({ path })
console.log('the tables stay:', await warehouse.query('SELECT count(*)::INT AS entries FROM billable_entries'))
await warehouse.close()
await agency.close()
rmSync(folder, { recursive: true })

/** Moves the clock on, and waits for the run that the schedule begins. */
async function anHourLater(): Promise<RunView> {
  now = new Date(now.getTime() + 3_600_000)
  const { run } = await events.next('run-queued', pipeline)
  return ended(manager, run)
}
