import { InvalidOptionsError } from '@millrace/core'
import type { TransformFunction, Versioned } from '@millrace/core'
import { digest } from '../model/values/digest.ts'
import { checkTransformationForm } from './check-transformation-form.ts'
import { compileStep } from './compile-step.ts'
import { fingerprintOf } from './hash-value.ts'
import type { HashKey } from './hash-value.ts'
import type { RegisteredFunctions } from './registered-functions.ts'
import type { TransformationData } from './transformation-data.ts'

/** Raised when the same data comes to mean something else: then every record is read again. */
const meaning = 1

/** What a transformation is compiled with. */
export interface TransformationContext {
  readonly functions: RegisteredFunctions
  /** The manager's key for hashes; needed where a step hashes. Another key is another version. */
  readonly hashKey?: HashKey | undefined
}

/**
 * The function that core takes. Throws `InvalidOptionsError` for what is no transformation, and for a function that nobody
 * registered.
 */
export function compileTransformation(
  data: TransformationData,
  { functions, hashKey }: TransformationContext,
): Versioned<TransformFunction> {
  const problems = checkTransformationForm(data, functions)
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  if ('function' in data) {
    const registered = functions[data.function]
    if (registered === undefined) throw new TypeError('a function that was checked is registered')
    return { version: `function ${data.function}: ${registered.version}`, apply: registered.apply }
  }
  const isHashing = data.steps.some((step) => step.do === 'hash')
  if (isHashing && hashKey === undefined) {
    const message = 'a step hashes, which needs the manager to have a key for it'
    throw new InvalidOptionsError([{ path: 'transformation.steps', message }])
  }
  const key = isHashing && hashKey !== undefined ? fingerprintOf(hashKey) : null
  const steps = data.steps.map((step) => compileStep(step, hashKey))
  return {
    version: `transformation ${meaning}: ${digest({ steps: data.steps.map((step) => ({ ...step })), key })}`,
    apply: (record) => steps.reduce((changed, step) => step(changed), record),
  }
}
