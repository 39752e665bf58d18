import type { JsonObject } from '../json.ts'
import type { EntityKind } from './entities.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** The members that an entity has when nobody says otherwise, in the order in which the API sends them. */
export function defaultRecord(kind: EntityKind, { record }: WorkspaceState): JsonObject {
  const workspaceId = record.id
  const currency = record.currencies[0]
  switch (kind) {
    case 'clients':
      return {
        name: 'Client',
        email: null,
        ccEmails: null,
        workspaceId,
        archived: false,
        address: null,
        note: null,
        currencyId: currency?.id ?? null,
        currencyCode: currency?.code ?? null,
      }
    case 'tags':
      return { name: 'Tag', workspaceId, archived: false }
    case 'projects':
      return {
        name: 'Project',
        hourlyRate: { amount: 0, currency: 'USD' },
        clientId: '',
        workspaceId,
        billable: true,
        memberships: [],
        color: '#03A9F4',
        estimate: { estimate: 'PT0S', type: 'AUTO' },
        archived: false,
        duration: 'PT0S',
        clientName: '',
        note: '',
        costRate: null,
        timeEstimate: { estimate: 'PT0S', type: 'AUTO', resetOption: null, active: false, includeNonBillable: true },
        budgetEstimate: null,
        estimateReset: null,
        template: false,
        public: true,
      }
    case 'tasks':
      return {
        name: 'Task',
        projectId: '',
        assigneeIds: [],
        assigneeId: null,
        userGroupIds: [],
        estimate: 'PT0S',
        status: 'ACTIVE',
        budgetEstimate: 0,
        duration: 'PT0S',
        billable: true,
        hourlyRate: null,
        costRate: null,
      }
    case 'userGroups':
      return { name: 'group', workspaceId, userIds: [], teamManagers: [] }
    case 'customFields':
      return {
        name: 'Field',
        workspaceId,
        description: null,
        placeholder: null,
        type: 'TXT',
        status: 'VISIBLE',
        required: false,
        onlyAdminCanEdit: false,
        allowedValues: [],
        workspaceDefaultValue: null,
        projectDefaultValues: [],
        entityType: 'TIMEENTRY',
      }
    case 'expenses':
      return {
        workspaceId,
        userId: '',
        date: '2026-01-01',
        projectId: null,
        taskId: null,
        categoryId: null,
        notes: '',
        quantity: 1,
        total: 0,
        billable: false,
        fileId: null,
        fileName: null,
        locked: false,
      }
    default:
      return { workspaceId }
  }
}

/** The settings of a new account. */
export function defaultSettings(zone: string): JsonObject {
  return {
    weekStart: 'MONDAY',
    timeZone: zone,
    timeFormat: 'HOUR24',
    dateFormat: 'DD/MM/YYYY',
    sendNewsletter: false,
    weeklyUpdates: true,
    longRunning: true,
    timeTrackingManual: false,
    summaryReportSettings: { group: 'PROJECT', subgroup: 'TIME_ENTRY' },
    isCompactViewOn: false,
    dashboardSelection: 'ME',
    dashboardViewType: 'PROJECT',
    dashboardPinToTop: false,
    projectListCollapse: 50,
    collapseAllProjectLists: false,
    groupSimilarEntriesDisabled: false,
    myStartOfDay: '09:00',
    lang: 'EN',
    theme: 'DEFAULT',
    onboarding: true,
  }
}
