import { DestinationError } from '../contract/errors/destination-error.ts'
import type { Generation, GenerationPartition } from '../contract/generation.ts'
import type { StreamPublish } from '../contract/publish.ts'

/** What has to be known of a generation before it may be published. */
export interface StagedGeneration extends Pick<Generation, 'id' | 'stream' | 'rebuild'> {
  readonly partitions: readonly Pick<GenerationPartition, 'partition' | 'isDone' | 'suspendsDeletions'>[]
}

/** Throws a `DestinationError` unless the open generation may be published in this way. */
export function checkGeneration(
  { id, stream, rebuild, partitions }: StagedGeneration,
  request: Pick<StreamPublish, 'partitions' | 'appliesMissing'>,
): void {
  const title = `generation ${id} of stream ${stream}`
  const open = partitions.filter(({ isDone }) => !isDone).map(({ partition }) => `'${partition}'`)
  if (open.length > 0) {
    throw new DestinationError({
      message: `${title} cannot be published: these are not staged whole: ${open.join(', ')}`,
    })
  }
  if (rebuild !== undefined && request.partitions.length > 0) {
    throw new DestinationError({ message: `${title} is a rebuild: rows staged for the old tables cannot go with it` })
  }
  if (request.appliesMissing && partitions.some(({ suspendsDeletions }) => suspendsDeletions)) {
    throw new DestinationError({ message: `${title} met records without a key: no missing row may be deleted` })
  }
}
