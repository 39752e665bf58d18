import type { Stream } from '@millrace/core/plugin'

const bounds = ['gt', 'gte', 'lt', 'lte']

/** What is wrong with a scope that a stream claims to have read completely. */
export function scopeProblems(scope: unknown, stream: Stream): readonly string[] {
  if (typeof scope !== 'object' || scope === null || Array.isArray(scope)) return ['claims a scope that is no object']
  const conditions = Object.entries(scope)
  if (conditions.length === 0) return ['claims the empty scope, which only the engine may derive']
  const allowed = stream.scopeColumns ?? []
  return conditions.flatMap(([path, condition]: [string, unknown]) => [
    ...(allowed.includes(path) ? [] : [`claims a scope over '${path}', which is not among its scopeColumns`]),
    ...(isCondition(condition)
      ? []
      : [`claims a scope whose condition on '${path}' has no bound, or one that is null`]),
  ])
}

function isCondition(condition: unknown): boolean {
  if (isBound(condition)) return true
  if (typeof condition !== 'object' || condition === null) return false
  const entries: readonly [string, unknown][] = Object.entries(condition)
  return entries.length > 0 && entries.every(([name, bound]) => bounds.includes(name) && isBound(bound))
}

function isBound(value: unknown): boolean {
  if (value instanceof Date) return !Number.isNaN(value.getTime())
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
}
