import type { TransformFunction, Versioned } from '@millrace/core'

/** Functions that the app registered, by name: `createManager({ functions })`. */
export type RegisteredFunctions = Readonly<Record<string, Versioned<TransformFunction>>>
