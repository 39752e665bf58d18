import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import type { StreamDefinition } from '../../contract/stream.ts'

/** Parameters are set for the stream that is loaded; a parent that is only read for its children gets its defaults. */
export async function defaultParameters({ parameters }: StreamDefinition): Promise<unknown> {
  if (parameters === undefined) return {}
  const result = await parameters['~standard'].validate({})
  if (result.issues === undefined) return result.value
  throw new InvalidPartError('a stream with parameters that must be set cannot be the parent of a REST stream')
}
