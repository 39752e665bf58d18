import type { ColumnType } from '@millrace/core'
import { namesOf, stepsThrough } from '../model/find-field.ts'
import { formatPath } from '../model/format-path.ts'
import type { RecordField } from '../model/record-field.ts'
import { fieldsAfter } from './fields-after.ts'
import type { ChangedField } from './fields-after.ts'
import type { TransformationData } from './transformation-data.ts'

/**
 * Types that a transformation decides, by path: for the option `columns` of core, which would take the digits of a cast to
 * `decimal`, or the text of a cast to `date`, for mere texts. Types that a stream declares follow a renamed field.
 */
export function declaredColumns(
  data: TransformationData,
  fields: readonly RecordField[],
): Readonly<Record<string, ColumnType>> {
  if ('function' in data) return {}
  const after = data.steps.reduce<readonly ChangedField[]>(fieldsAfter, fields)
  const columns = after.flatMap((field): readonly (readonly [string, ColumnType])[] => {
    if (field.isRetyped !== true) return []
    const steps = stepsThrough(after, namesOf(field.path))
    if (field.type !== 'array') return [[formatPath(steps), field.type]]
    return field.elements === undefined ? [] : [[formatPath([...steps, null]), field.elements]]
  })
  return Object.fromEntries(columns)
}
