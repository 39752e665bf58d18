import type { Part, StreamDefinition } from '@millrace/core/plugin'

/** A stream whose read ends at its next part when it is given up, whatever it has at hand. */
export function stopWhenAborted(stream: StreamDefinition): StreamDefinition {
  return {
    ...stream,
    async *read(request): AsyncGenerator<Part> {
      for await (const part of stream.read(request)) {
        request.signal.throwIfAborted()
        yield part
        request.signal.throwIfAborted()
      }
    },
  }
}
