import { rebuildRecords } from '@millrace/core'
import type { SourceRecord } from '@millrace/core/plugin'
import { canonicalText } from '../canonical-text.ts'
import { rowOfKey } from '../synthetic-source/row-of-key.ts'
import type { SyntheticWorld } from '../synthetic-source/synthetic-world.ts'
import type { TruthRow } from '../synthetic-source/truth.ts'
import type { LedgerFacts } from './ledger-facts.ts'

/** What should stand. */
export interface TruthExpectation {
  readonly world: SyntheticWorld
  readonly isKeyed: boolean
  readonly expected: readonly TruthRow[]
  /** Other and newer versions than the expected ones may stand as well: it is not known how far was read. */
  readonly mayBeAhead: boolean
  /** Rows that the source has removed may still stand: it was not read in a way that would tell. */
  readonly mayKeepRemoved: boolean
  /** What the run makes of a record before it is stored. */
  readonly project: (record: SourceRecord) => SourceRecord
}

/** (a) The destination holds the truth up to the committed savepoint. */
export function checkTruth(facts: LedgerFacts, expectation: TruthExpectation): readonly string[] {
  const standing =
    facts.state === undefined || facts.state.schema.tables.length === 0
      ? []
      : rebuildRecords({ schema: facts.state.schema, rows: facts.rows })
  return expectation.isKeyed ? checkByKey(facts, standing, expectation) : checkAsBag(standing, expectation)
}

function checkByKey(
  facts: LedgerFacts,
  standing: readonly SourceRecord[],
  expectation: TruthExpectation,
): readonly string[] {
  const problems: string[] = []
  const byRow = new Map<number, SourceRecord>()
  for (const record of standing) {
    const row = rowOf(record)
    if (row === undefined) problems.push('a record stands whose key no row of the source can have')
    else if (byRow.has(row)) problems.push(`row ${row} stands twice`)
    else byRow.set(row, record)
  }
  for (const expected of expectation.expected) {
    const found = byRow.get(expected.row)
    byRow.delete(expected.row)
    problems.push(...(found === undefined ? judgeAbsent(facts, expected) : judgeFound(expected, found, expectation)))
  }
  for (const [row, found] of byRow) problems.push(...judgeUnexpected(row, found, expectation))
  return problems
}

function judgeAbsent(facts: LedgerFacts, { row, version, outcome, record }: TruthRow): readonly string[] {
  if (outcome === 'stored') return [`row ${row} (version ${version}) is missing`]
  if (facts.rejects === undefined) return []
  const isRejected = facts.rejects.some((reject) => !reject.hasKey || mentions(reject.record, record))
  return isRejected ? [] : [`row ${row} neither stands nor is among the rejects`]
}

function judgeFound(
  expected: TruthRow,
  found: SourceRecord,
  { world, mayBeAhead, project }: TruthExpectation,
): readonly string[] {
  const { row, version, outcome } = expected
  if (isSame(found, expected.record, project)) {
    return outcome === 'rejected' ? [`row ${row} stands, though it cannot be stored as it was read`] : []
  }
  const foundVersion = Number(found['version'])
  const known = findVersion(world, row, foundVersion)
  if (known === undefined || !isSame(found, known.record, project)) {
    return [`row ${row} stands in a form that the source never had (it says version ${foundVersion})`]
  }
  if (foundVersion < version) return [`row ${row} stands in version ${foundVersion}, older than ${version}`]
  return mayBeAhead ? [] : [`row ${row} stands in version ${foundVersion}, past the savepoint, which covers ${version}`]
}

function judgeUnexpected(row: number, found: SourceRecord, expectation: TruthExpectation): readonly string[] {
  const { world, mayBeAhead, mayKeepRemoved, project } = expectation
  const version = Number(found['version'])
  const known = findVersion(world, row, version)
  if (known === undefined || !isSame(found, known.record, project)) {
    return [`row ${row} stands in a form that the source never had (it says version ${version})`]
  }
  if (world.isRemoved(known.key)) return mayKeepRemoved ? [] : [`row ${row} stands, though the source removed it`]
  return mayBeAhead ? [] : [`row ${row} (version ${version}) stands, though no savepoint covers it`]
}

function checkAsBag(standing: readonly SourceRecord[], expectation: TruthExpectation): readonly string[] {
  const { expected, project, mayBeAhead } = expectation
  const balance = new Map<string, number>()
  const names = new Map<string, string>()
  for (const { row, version, record, outcome } of expected) {
    const text = canonicalText(project(record))
    if (outcome !== 'stored') continue
    names.set(text, `row ${row} (version ${version})`)
    balance.set(text, (balance.get(text) ?? 0) - 1)
  }
  for (const record of standing) {
    const text = canonicalText(record)
    balance.set(text, (balance.get(text) ?? 0) + 1)
  }
  return [...balance].flatMap(([text, surplus]) => {
    const name = names.get(text) ?? 'a record that the source does not have'
    if (surplus < 0) return [`${name} is missing`]
    return surplus === 0 || mayBeAhead ? [] : [`${name} stands ${surplus} times too often`]
  })
}

function rowOf(record: SourceRecord): number | undefined {
  const id = record['id']
  return typeof id === 'number' || typeof id === 'string' || typeof id === 'bigint' ? rowOfKey(id) : undefined
}

function findVersion(world: SyntheticWorld, row: number, version: number): TruthRow | undefined {
  try {
    return world.versionOf(row, version)
  } catch {
    return undefined
  }
}

function isSame(found: SourceRecord, wanted: SourceRecord, project: TruthExpectation['project']): boolean {
  return canonicalText(found) === canonicalText(project(wanted))
}

/** The text of a reject holds the record's payload hash, which no other record has. */
function mentions(text: string | null, record: SourceRecord): boolean {
  return text === null || text.includes(String(record['payloadHash']))
}
