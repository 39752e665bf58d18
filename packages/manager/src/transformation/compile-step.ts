import type { ColumnType, PipelineRecord } from '@millrace/core'
import { parsePath } from '@millrace/core/plugin'
import { namesOf } from '../model/find-field.ts'
import { castValue, unfit } from './cast-value.ts'
import { changeAt, mapElements, memberOf, withMember, withoutMember } from './change-at.ts'
import type { MemberChange } from './change-at.ts'
import { hashValue } from './hash-value.ts'
import type { HashKey } from './hash-value.ts'
import { renameField } from './rename-field.ts'
import { TransformationError } from './transformation-error.ts'
import type { TransformationStep } from './transformation-data.ts'

/** One step as a function; it answers the same record where nothing is to change, and never changes the one it is given. */
export type StepFunction = (record: PipelineRecord) => PipelineRecord

/**
 * What the steps mean:
 *
 * - A path through an array applies to each element. A step on an array itself applies to each element as well, but for
 *   `rename`, `drop`, `set`, `default` and a cast to `json`, which are about the array.
 * - What is missing stays missing, and null stays null, but for `set` and `default`. These make the objects on the way;
 *   through an array the path must then say so: `memberships.[].source`.
 * - `lower`, `upper` and `trim` leave alone what is no text.
 */
export function compileStep(step: TransformationStep, hashKey: HashKey | undefined): StepFunction {
  const steps = parsePath(step.path)
  switch (step.do) {
    case 'rename': {
      const [from, to] = [namesOf(step.path), namesOf(step.to)]
      return (record) => renameField(record, from, to, step.to)
    }
    case 'drop':
      return (record) => changeAt(record, steps, drop)
    case 'set':
      return (record) => changeAt(record, steps, put(step.value), { makes: true })
    case 'default':
      return (record) => changeAt(record, steps, putWhereAbsent(step.value), { makes: true })
    case 'cast': {
      const change = onMember((value) => castOrReject(value, step.type, step.path), step.type !== 'json')
      return (record) => changeAt(record, steps, change)
    }
    case 'hash': {
      if (hashKey === undefined) throw new TypeError('a step `hash` needs the key for hashes')
      const change = onMember((value) => hashOrReject(value, hashKey, step.path))
      return (record) => changeAt(record, steps, change)
    }
    case 'lower':
    case 'upper':
    case 'trim': {
      const change = onMember(textChanges[step.do])
      return (record) => changeAt(record, steps, change)
    }
    default:
      return step satisfies never
  }
}

const textChanges: Readonly<Record<'lower' | 'upper' | 'trim', (value: unknown) => unknown>> = {
  lower: (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  upper: (value) => (typeof value === 'string' ? value.toUpperCase() : value),
  trim: (value) => (typeof value === 'string' ? value.trim() : value),
}

const drop: MemberChange = (members, name) => (Object.hasOwn(members, name) ? withoutMember(members, name) : members)

function put(value: unknown): MemberChange {
  return (members, name) => withMember(members, name, value)
}

function putWhereAbsent(value: unknown): MemberChange {
  return (members, name) =>
    (memberOf(members, name) ?? undefined) === undefined ? withMember(members, name, value) : members
}

function onMember(change: (value: unknown) => unknown, isForElements: boolean = true): MemberChange {
  const deep = (value: unknown): unknown =>
    isForElements && Array.isArray(value) ? mapElements(value, deep) : change(value)
  return (members, name) => {
    if (!Object.hasOwn(members, name)) return members
    const changed = deep(members[name])
    return changed === members[name] ? members : withMember(members, name, changed)
  }
}

function castOrReject(value: unknown, type: ColumnType, path: string): unknown {
  const cast = castValue(value, type)
  if (cast === unfit) throw new TransformationError(path, `the value is no ${type}, and cannot be read as one`)
  return cast
}

function hashOrReject(value: unknown, key: HashKey, path: string): unknown {
  try {
    return hashValue(value, key)
  } catch {
    throw new TransformationError(path, 'the value cannot be hashed, since it has no JSON text')
  }
}
