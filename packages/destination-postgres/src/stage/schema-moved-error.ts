import { DestinationError } from '@millrace/core/plugin'

/** Another process has changed the tables of a stream since an attempt looked at them. */
export class SchemaMovedError extends DestinationError {
  constructor(stream: string) {
    super({
      code: 'postgres_schema_moved',
      message: `the tables of stream ${stream} were changed by another process while rows were on their way: read them again`,
      isRetryable: true,
    })
  }
}
