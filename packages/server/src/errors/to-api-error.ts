import { DestinationError, InvalidOptionsError, MillraceError, SourceError } from '@millrace/core'
import { ManagerError, StoreError } from '@millrace/manager'
import { ApiError } from './api-error.ts'

/** What a path can name. */
export type Resource = 'source' | 'destination' | 'pipeline' | 'run'

/** The error that a client is told. `resource` is what the path names: that it does not exist is 404, of anything else 422. */
export function toApiError(thrown: unknown, resource: Resource | undefined): ApiError {
  if (thrown instanceof ApiError) return thrown
  if (ManagerError.isInstance(thrown)) return ofManager(thrown, resource)
  if (InvalidOptionsError.isInstance(thrown)) {
    const { code, message, problems } = thrown
    return new ApiError({ status: 400, code, message, problems, isRefusal: true })
  }
  if (StoreError.isInstance(thrown)) return thrown.isRetryable ? notNow(thrown.code) : internal
  if (MillraceError.isInstance(thrown)) {
    const { code, message, isRetryable } = thrown
    const isElsewhere = SourceError.isInstance(thrown) || DestinationError.isInstance(thrown)
    return new ApiError({ status: statusOf({ isElsewhere, isRetryable }), code, message, isRefusal: true })
  }
  return internal
}

/** Nothing is said of it: the log has the rest. */
const internal: ApiError = new ApiError({
  status: 500,
  code: 'internal_error',
  message: 'something went wrong here; the log of the server has it under the id of this request',
})

function ofManager({ refusal, message }: ManagerError, resource: Resource | undefined): ApiError {
  if (refusal === 'workspace_does_not_exist' || refusal === `${resource}_does_not_exist`) {
    return new ApiError({ status: 404, code: refusal, message })
  }
  if (refusal === 'manager_is_stopped' || refusal === 'too_many_changes_at_once') {
    return new ApiError({ status: 503, code: refusal, message, headers: { 'retry-after': '1' } })
  }
  return new ApiError({ status: 422, code: refusal, message, isRefusal: true })
}

function notNow(code: string): ApiError {
  const message = 'what is kept cannot be reached at this moment; try again'
  return new ApiError({ status: 503, code, message, headers: { 'retry-after': '1' } })
}

function statusOf(error: { readonly isElsewhere: boolean; readonly isRetryable: boolean }): number {
  if (error.isElsewhere) return 502
  return error.isRetryable ? 503 : 422
}
