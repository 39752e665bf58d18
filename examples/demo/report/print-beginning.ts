import type { Past } from '../read-past.ts'
import type { Agency } from '../start-agency.ts'
import { formatNumber } from './format-table.ts'

interface Beginning {
  readonly past: Past
  readonly agency: Agency
  /** The database. */
  readonly file: string
}

/** From where to where records are about to be copied, and what this call will read. */
export function printBeginning({ past, agency, file }: Beginning): void {
  const { entries, ...lists } = agency.counts
  const counts = Object.entries({ ...lists, 'time entries': entries }).map(
    ([name, count]) => `${formatNumber(count)} ${name}`,
  )
  console.log('Millrace demo: the Clockify account of a small agency, into DuckDB tables\n')
  printLine('From', `a stand-in for Clockify that this program starts: ${counts.join(', ')}`)
  printLine('Into', file)
  printLine(`Call ${formatNumber(past.succeededRuns + 1)}`, toPlan(past))
  console.log('')
}

function printLine(name: string, text: string): void {
  console.log(`  ${name.padEnd(9)}${text}`)
}

function toPlan({ succeededRuns, isUnfinished }: Past): string {
  if (isUnfinished) return 'the last call was interrupted; what it had committed is kept'
  if (succeededRuns === 0) return 'the database is empty, so everything is read'
  return 'a day has passed; of the time entries those of the last 35 days are read again'
}
