import type { JsonValue, NewSavepoint, PublishedPartition, StreamOutcome, StreamPublish } from '@millrace/core/plugin'
import type { TestStream } from './test-stream.ts'

/** A stream's part of a publish, and what to do once it has gone through. */
export interface StreamPlan {
  readonly publish: StreamPublish
  settle(): void
}

/** A savepoint of the source that the suite plays. */
export function newSavepoint(value: JsonValue): NewSavepoint {
  return { connector: 'suite', version: 1, value }
}

/** A publish of a stream: by merge where it has a key, else by append. */
export function streamPublish(
  stream: TestStream,
  partitions: readonly PublishedPartition[],
  options: Partial<StreamPublish> = {},
): StreamPublish {
  return {
    stream: stream.name,
    how: stream.schema.isKeyed ? 'merge' : 'append',
    generation: undefined,
    partitions,
    comparesCursor: true,
    deletions: 'delete',
    stagings: [],
    appliesMissing: false,
    addedRejects: [],
    removedRejects: [],
    ...options,
  }
}

/** A part of a publish that brings no partition: applies missing rows, changes rejects, publishes a generation. */
export function streamPlan(stream: TestStream, options: Partial<StreamPublish> = {}): StreamPlan {
  return { publish: streamPublish(stream, [], options), settle: () => undefined }
}

/** Plans of several partitions of one stream as one. Takes everything but the partitions from the first. */
export function together(first: StreamPlan, ...others: readonly StreamPlan[]): StreamPlan {
  const plans = [first, ...others]
  return {
    publish: { ...first.publish, partitions: plans.flatMap((plan) => plan.publish.partitions) },
    settle: () => plans.forEach((plan) => plan.settle()),
  }
}

/** What a publish did to one stream. */
export function streamOutcome(outcomes: Readonly<Record<string, StreamOutcome>>, stream: TestStream): StreamOutcome {
  const outcome = outcomes[stream.name]
  if (outcome === undefined) throw new Error(`the publish says nothing about the stream '${stream.name}'`)
  return outcome
}
