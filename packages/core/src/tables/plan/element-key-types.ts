import type { ColumnType } from '../../contract/column-type.ts'
import type { DeclaredTable } from './declarations.ts'
import { formatPath } from '../path.ts'
import type { Plan } from './plan.ts'
import { readPath } from '../read-path.ts'
import { StatsCollector } from './stats-collector.ts'
import { keyTypeOfStats } from '../value-stats.ts'

/** Types of the columns of an element key: as the window has them, else as the first array does. */
export function elementKeyTypes(
  plan: Plan,
  declared: DeclaredTable,
  elements: readonly unknown[],
): readonly ColumnType[] {
  return declared.elementKey.map((segments) => {
    const hint = plan.hints?.get(formatPath([...declared.steps, ...segments]))?.stats
    if (hint !== undefined) return keyTypeOfStats(hint)
    const collector = new StatsCollector(plan.definition)
    for (const element of elements) collector.add(readPath(element, segments))
    return collector.stats === undefined ? 'text' : keyTypeOfStats(collector.stats)
  })
}
