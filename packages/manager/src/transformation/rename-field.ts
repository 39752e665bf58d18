import type { PipelineRecord } from '@millrace/core'
import { changeAt, hasMembers, memberOf, withMember, withoutMember } from './change-at.ts'
import type { Members } from './change-at.ts'
import { TransformationError } from './transformation-error.ts'

/**
 * A copy of the record in which a value stands at another path, inside each element of the arrays that both paths lead
 * through. A value that stands there already would be lost: then the record is rejected.
 */
export function renameField(
  record: PipelineRecord,
  from: readonly string[],
  to: readonly string[],
  toPath: string,
): PipelineRecord {
  const shared = sharedLength(from, to)
  const move = (members: Members): Members => moveInside(members, from.slice(shared), to.slice(shared), toPath)
  if (shared === 0) return move(record)
  return changeAt(record, from.slice(0, shared + 1), move)
}

/** Names that both begin with; each keeps one of its own at least. */
function sharedLength(from: readonly string[], to: readonly string[]): number {
  const most = Math.min(from.length, to.length) - 1
  let length = 0
  while (length < most && from[length] === to[length]) length += 1
  return length
}

function moveInside(members: Members, from: readonly string[], to: readonly string[], toPath: string): Members {
  const value = find(members, from)
  if (value === undefined) return members
  return put(take(members, from), to, value, toPath)
}

function find(members: Members, [name = '', ...rest]: readonly string[]): unknown {
  const inner = memberOf(members, name)
  if (rest.length === 0) return inner
  return hasMembers(inner) ? find(inner, rest) : undefined
}

function take(members: Members, [name = '', ...rest]: readonly string[]): Members {
  const inner = memberOf(members, name)
  if (rest.length === 0 || !hasMembers(inner)) return withoutMember(members, name)
  return withMember(members, name, take(inner, rest))
}

function put(members: Members, [name = '', ...rest]: readonly string[], value: unknown, toPath: string): Members {
  const inner = memberOf(members, name) ?? undefined
  if (rest.length === 0) {
    if (inner === undefined) return withMember(members, name, value)
    throw new TransformationError(toPath, 'cannot take the renamed value, there is one already')
  }
  if (inner !== undefined && !hasMembers(inner)) {
    throw new TransformationError(toPath, 'cannot take the renamed value, the way to it is no object')
  }
  return withMember(members, name, put(inner ?? {}, rest, value, toPath))
}
