import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { StreamSchema } from '../../contract/table-schema.ts'
import { systemColumns } from '../../contract/table-schema.ts'
import type { ChangeLog } from './change-log.ts'
import { listChosenNames } from './chosen-names.ts'
import type { DeclaredTable } from './declarations.ts'
import type { Definition } from './definition.ts'
import { addRootKey, bindFixed } from './fixed-columns.ts'
import { slotAt } from './grow-columns.ts'
import { addChildTable, addDeclaredColumns, addSystemColumns, applyDeclaration, takeTableName } from './grow-tables.ts'
import { loadTables } from './load-tables.ts'
import { formatPath } from '../path.ts'
import type { Steps } from '../path.ts'
import { Plan } from './plan.ts'
import { Rejection } from '../rejection.ts'
import { slotRule, TablePlan } from './table-plan.ts'
import type { WarningList } from './warning-list.ts'

/** The plan for what stands and what is declared beside it. */
export function createPlan(
  definition: Definition,
  stored: StreamSchema,
  shared: { readonly changes: ChangeLog; readonly warnings: WarningList },
): Plan {
  const plan = new Plan(definition, shared, stored.version)
  for (const { name } of listChosenNames(definition.options)) plan.tableNames.reserve(name)
  if (stored.tables.length > 0) loadTables(plan, stored)
  else addRootTable(plan)
  try {
    addPartitionColumn(plan)
    for (const table of plan.tables) addDeclared(plan, table)
    addDeclaredTables(plan)
    for (const field of definition.fixed) if (!field.isKey) bindFixed(plan, field)
  } catch (error) {
    if (!(error instanceof Rejection)) throw error
    throw new InvalidOptionsError([{ path: `columns.${error.path}`, message: error.message }])
  }
  return plan
}

/** The table at these steps; undefined where the way leads through JSON text, or its element key has no type yet. */
function ensureTable(plan: Plan, steps: Steps): TablePlan | undefined {
  const key = formatPath(steps)
  const known = plan.tables.find((table) => formatPath(table.steps) === key)
  if (known !== undefined) return known
  const end = steps.slice(0, -1).lastIndexOf(null) + 1
  const parent = ensureTable(plan, steps.slice(0, end))
  if (parent === undefined) return undefined
  const segments = steps.slice(end, -1).filter((step) => step !== null)
  const slot = slotAt(plan, parent, segments)
  if (slot === undefined || slot.has(slotRule.keepsAll | slotRule.keepsArrays)) return undefined
  const declared = plan.definition.tables.get(key)
  return declared !== undefined && !hasTypedKey(plan, declared) ? undefined : addChildTable(plan, slot, [])
}

function addRootTable(plan: Plan): void {
  const { definition } = plan
  const { options, rootName, fixed } = definition
  const name = definition.tableNames.get('') ?? takeTableName(plan, rootName, '')
  const description = { name, delta: definition.deltaNames.get(''), description: undefined }
  const root = new TablePlan({ steps: [], path: '', parent: undefined }, 0, description, options.capabilities)
  plan.tables.push(root)
  root.keyColumns =
    options.primaryKey.length === 0
      ? [root.addEngineColumn({ name: systemColumns.id, type: 'text', role: 'key' })]
      : fixed.filter((field) => field.isKey).map((field) => addRootKey(plan, root, field))
  addPartitionColumn(plan)
  addSystemColumns(root)
  plan.changes.record(() => undefined, { changesSchema: true })
}

function addPartitionColumn(plan: Plan): void {
  const { root, definition, changes } = plan
  if (!definition.options.hasPartitions || root.columns.some((column) => column.role === 'partition')) return
  root.addEngineColumn({ name: systemColumns.partition, type: 'text', role: 'partition' })
  changes.record(() => undefined, { changesSchema: true })
}

function addDeclared(plan: Plan, table: TablePlan): void {
  applyDeclaration(plan, table, plan.definition.tables.get(formatPath(table.steps)))
  addDeclaredColumns(plan, table)
}

function addDeclaredTables(plan: Plan): void {
  for (const { steps } of plan.definition.tables.values()) ensureTable(plan, steps)
}

function hasTypedKey(plan: Plan, declared: DeclaredTable): boolean {
  return declared.elementKey.every((segments) =>
    plan.definition.columns.has(formatPath([...declared.steps, ...segments])),
  )
}
