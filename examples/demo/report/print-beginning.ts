import type { World } from '../api/make-world.ts'
import type { Past } from '../read-past.ts'
import { formatNumber } from './format-table.ts'

interface Beginning {
  readonly past: Past
  readonly world: World
  /** The database. */
  readonly file: string
}

/** From where to where records are about to be copied, and what this call will read. */
export function printBeginning({ past, world, file }: Beginning): void {
  const lists = { projects: world.projects, users: world.users, 'time entries': world.timeEntries }
  const counts = Object.entries(lists).map(([name, items]) => `${formatNumber(items.length)} ${name}`)
  console.log('Millrace demo: the records of a small software agency, from an HTTP API into DuckDB tables\n')
  printLine('From', `a local API that this program starts: ${counts.join(', ')}`)
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
  return 'a day has passed at the API; of the time entries only what changed is read'
}
