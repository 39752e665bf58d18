import type { TimeEntry } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { dayInMs } from './support/entry-copy.ts'
import type { EntryCopy } from './support/entry-copy.ts'
import { ago, anEntry, withStage } from './support/entry-stage.ts'
import type { Stage } from './support/entry-stage.ts'

const reports = { stream: 'time_entry_reports' } as const

interface Row {
  readonly [column: string]: unknown
}

function rows({ destination }: EntryCopy, table = 'time_entry_reports'): readonly Row[] {
  return destination.table(table)
}

const byText = (one: string, other: string): number => (one < other ? -1 : 1)
const byId = (one: Row, other: Row): number => (String(one['id']) < String(other['id']) ? -1 : 1)

function stored({ copy }: Stage): readonly Row[] {
  const plain = (row: Row): Row => ({
    id: row['id'],
    description: row['description'],
    userId: row['userid'],
    start: row['timeinterval_start'],
    seconds: row['timeinterval__duration'],
    projectId: row['projectid'],
  })
  return rows(copy).map(plain).toSorted(byId)
}

/** Every entry that has ended has its row, and no other. */
function truth({ server }: Stage): readonly Row[] {
  const plain = ({ id, description, userId, timeInterval, projectId }: TimeEntry): Row => ({
    id,
    description,
    userId,
    start: timeInterval.start,
    seconds: (Date.parse(timeInterval.end ?? '') - Date.parse(timeInterval.start)) / 1_000,
    projectId,
  })
  const ended = server.truth.timeEntries().filter(({ timeInterval }) => timeInterval.end !== null)
  return ended.map(plain).toSorted(byId)
}

describe('the samples', () => {
  test('come with names, amounts in minor units, tags, custom fields, approval and invoicing', () =>
    withStage(
      async (stage) => {
        const { server, copy } = stage
        const entry = server.truth.timeEntries().find(({ customFieldValues }) => (customFieldValues ?? []).length > 1)
        const id = entry?.id ?? ''
        server.world.setReportFacts(id, { approvalRequestId: 'a1', invoicingInfo: { manuallyInvoiced: true } })
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
        const row = rows(copy).find((candidate) => candidate['id'] === id)
        expect(row).toMatchObject({
          workspaceid: entry?.workspaceId,
          projectname: expect.any(String),
          clientname: expect.any(String),
          username: expect.any(String),
          useremail: expect.stringContaining('@'),
          approvalrequestid: 'a1',
          invoicinginfo__manuallyinvoiced: true,
        })
        const ofEntry = (table: string): readonly Row[] =>
          rows(copy, `time_entry_reports__${table}`).filter((child) => child['timeentry_id'] === id)
        const hours = Number(row?.['timeinterval__duration']) / 3_600
        const amounts = Object.fromEntries(ofEntry('amounts').map(({ type, value }) => [String(type), value]))
        expect(amounts).toEqual({
          EARNED: (entry?.hourlyRate?.amount ?? 0) * hours,
          COST: (entry?.costRate?.amount ?? 0) * hours,
          PROFIT: ((entry?.hourlyRate?.amount ?? 0) - (entry?.costRate?.amount ?? 0)) * hours,
        })
        expect(
          ofEntry('tags')
            .map(({ tag_id }) => String(tag_id))
            .toSorted(byText),
        ).toEqual(entry?.tagIds?.toSorted(byText))
        expect(ofEntry('tags').every(({ name }) => typeof name === 'string')).toBe(true)
        expect(ofEntry('customfields').map(({ value }) => value)).toContain('["London"]')
      },
      { seed: 'samples' },
      reports,
    ))
})

test.each(['incremental', 'full'] as const)('brings everything on a Free plan, in mode %s', (mode) =>
  withStage(
    async (stage) => {
      await stage.copy.run({ mode })
      expect(stored(stage)).toEqual(truth(stage))
    },
    { plan: 'FREE' },
    { ...reports, report: 7 },
  ),
)

test('every run brings what changed in the window', () =>
  withStage(
    async (stage) => {
      const { server, copy, clock } = stage
      const timer = server.world.startTimer({ start: ago(clock, 2) })
      await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
      clock.now += dayInMs
      const inside = server.truth.timeEntries({ from: ago(clock, 34), to: ago(clock, 5) })
      for (const { id } of inside.slice(0, 2)) server.world.editEntry(id, { description: 'edited' })
      for (const { id } of inside.slice(2, 4)) server.world.deleteEntry(id)
      server.world.moveEntry(inside[5]?.id ?? '', ago(clock, 90))
      server.world.moveEntry(anEntry(server, ago(clock, 80), ago(clock, 61)), ago(clock, 1))
      server.world.stopTimer(timer.id)
      const { streams } = await copy.run()
      expect(streams['time_entry_reports']).toMatchObject({ missing: 3, alive: 1, deleted: 2 })
      expect(stored(stage)).toEqual(truth(stage))
    },
    {},
    { ...reports, report: 5 },
  ))

test('has entries of users who were removed', () =>
  withStage(
    async (stage) => {
      const { server, copy } = stage
      server.world.removeUser(server.truth.users().at(-1)?.id ?? '')
      await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
      await copy.run({ mode: 'full' })
      expect(stored(stage)).toEqual(truth(stage))
    },
    {},
    reports,
  ))

test.each([
  ['what was earned', false, ['EARNED']],
  ['no money at all', true, []],
] as const)('a manager who sees %s gets the rows with that, and warnings', (_, hidesRates, amounts) =>
  withStage(
    async (stage) => {
      const { server, copy } = stage
      const warnings: string[] = []
      const note = (): void => {}
      const logger = {
        debug: note,
        info: note,
        error: note,
        warn: (_: object, message: string) => warnings.push(message),
      }
      const workspace = server.world.workspace()
      const workspaceSettings = { ...workspace.record.workspaceSettings, onlyAdminsSeeBillableRates: hidesRates }
      workspace.record = { ...workspace.record, workspaceSettings }
      const manager = server.world.addUser({ role: 'TEAM_MANAGER' })
      await copy.run({ settings: { apiKey: server.keyOf(manager.id) }, pipeline: { logger } })
      expect(stored(stage)).toEqual(truth(stage))
      const types = new Set(rows(copy, 'time_entry_reports__amounts').map(({ type }) => type))
      expect([...types]).toEqual(amounts)
      const told = warnings.filter((message) => message.includes('may not see these amounts'))
      expect(told).toHaveLength(2 - amounts.length)
    },
    {},
    reports,
  ),
)

test('a report that is refused altogether is skipped', () =>
  withStage(
    async ({ server, copy }) => {
      server.faults.always(403, { path: 'reports/detailed' })
      const { status, warnings } = await copy.run()
      expect(status).toBe('succeeded')
      expect(warnings.map(({ code }) => code)).toContain('partition_skipped')
    },
    {},
    reports,
  ))
