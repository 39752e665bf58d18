export { ClientError } from './client/client-error.ts'
export { createClient } from './client/create-client.ts'
export type { CallOptions, Client, ClientOptions } from './client/create-client.ts'
export type { OperationName, Operations } from './client/operations.ts'
