import type { SourceRecord } from '../../contract/json.ts'
import type { Definition } from './definition.ts'
import { formatPath } from '../path.ts'
import type { Steps } from '../path.ts'
import { isPlainObject } from '../plain-object.ts'
import type { Hint } from './plan.ts'
import { StatsCollector } from './stats-collector.ts'

/** An object with more keys than this is a map by itself; one seen after the window, with more than the second number. */
const manyKeys = 1000
/** More different keys than this make a map if the objects have less than half of them on average. */
export const changingKeys = 200

/** Looks through the window for types and maps, by `formatPath` of the steps. Nothing else is learned from it. */
export function sampleWindow(definition: Definition, records: readonly SourceRecord[]): ReadonlyMap<string, Hint> {
  const root = new Sample(definition)
  for (const record of records) {
    try {
      sampleValue(definition, root, record, 0)
    } catch {
      // A getter threw: the record will be rejected when it is flattened.
    }
  }
  const hints = new Map<string, Hint>()
  collectHints(root, [], hints)
  return hints
}

class Sample {
  readonly scalars: StatsCollector
  readonly fields = new Map<string, Sample>()
  elements: Sample | undefined = undefined
  objects = 0
  keys = 0
  mostKeys = 0

  constructor(definition: Definition) {
    this.scalars = new StatsCollector(definition)
  }

  /** Never asked of the root. */
  get isMap(): boolean {
    if (this.mostKeys > manyKeys) return true
    return this.fields.size > changingKeys && this.keys / this.objects < this.fields.size / 2
  }
}

function sampleValue(definition: Definition, sample: Sample, value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > definition.maxNesting) {
    sample.scalars.add(value)
  } else if (Array.isArray(value)) {
    sampleArray(definition, sample, value, depth)
  } else if (isPlainObject(value)) {
    const keys = Object.keys(value)
    sample.objects++
    sample.keys += keys.length
    sample.mostKeys = Math.max(sample.mostKeys, keys.length)
    for (const key of keys) sampleField(definition, sample, key, value[key], depth)
  } else {
    sample.scalars.add(value)
  }
}

function sampleField(definition: Definition, sample: Sample, key: string, value: unknown, depth: number): void {
  let field = sample.fields.get(key)
  if (field === undefined) {
    field = new Sample(definition)
    sample.fields.set(key, field)
  }
  sampleValue(definition, field, value, depth + 1)
}

function sampleArray(definition: Definition, sample: Sample, array: readonly unknown[], depth: number): void {
  sample.elements ??= new Sample(definition)
  const { elements } = sample
  // It passes holes over, of which an array may have very many.
  array.forEach((element) => sampleValue(definition, elements, element, depth + 1))
}

function collectHints(sample: Sample, steps: Steps, hints: Map<string, Hint>): void {
  const isMap = steps.length > 0 && sample.isMap
  const { stats } = sample.scalars
  if (stats !== undefined || isMap) hints.set(formatPath(steps), { stats, isMap })
  if (!isMap) for (const [key, field] of sample.fields) collectHints(field, [...steps, key], hints)
  if (sample.elements !== undefined) collectHints(sample.elements, [...steps, null], hints)
}
