import { constants, accessSync, existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { CaseRecord } from '../../domain/cases/caseRecord'
import { SlicewrightError } from '../../domain/errors'
import { CaseTable } from './CaseTable'
import { DatasetTable } from './DatasetTable'
import { ExperimentTable } from './ExperimentTable'
import { ImportJournal } from './ImportJournal'
import { assertCurrent, migrate } from './migrations'
import { openForReading, openForWriting } from './openDatabase'
import { PendingFiles } from './PendingFiles'
import { PlanTable } from './plans/PlanTable'
import { ReviewJournal } from './plans/ReviewJournal'
import { SliceMasks } from './plans/SliceMasks'
import { PropagatorModels } from './PropagatorModels'
import { SliceDescriptorFiles } from './SliceDescriptorFiles'
import { PreprocessingTable } from './PreprocessingTable'
import { RunLedger } from './RunLedger'
import type { WorkspaceDatabase } from './WorkspaceDatabase'
import { WorkspaceLock } from './WorkspaceLock'

const DATABASE_FILE = 'workspace.sqlite'
const LOCK_FILE = 'lock.sqlite'

/** Whether a folder holds a workspace, of whatever version. */
export function isWorkspaceFolder(path: string): boolean {
  return existsSync(join(path, DATABASE_FILE))
}

/**
 * A folder: `workspace.sqlite` holds what is queried and journalled, plain files beside it hold voxels and results
 * (`labels/`, `images/`, `runs/<runId>/`, `experiments/<name>/`, `propagators/`). One process writes, any number read.
 */
export class Workspace {
  readonly path: string
  readonly runs: RunLedger
  readonly experiments: ExperimentTable
  readonly datasets: DatasetTable
  readonly preprocessing: PreprocessingTable
  readonly imports: ImportJournal
  /** Changes to cases; `cases()` and `findCase()` read them. */
  readonly caseTable: CaseTable
  readonly pendingFiles: PendingFiles
  readonly plans: PlanTable
  readonly masks: SliceMasks
  readonly review: ReviewJournal
  readonly propagatorModels: PropagatorModels
  readonly sliceDescriptors: SliceDescriptorFiles
  /** All of `work`, which does not wait for anything, or none of it. */
  readonly transaction: <Result>(work: () => Result) => Result
  private readonly closeAll: () => void

  /** Use `openWorkspace`. */
  constructor(path: string, database: WorkspaceDatabase, closeAll: () => void) {
    this.path = path
    this.closeAll = closeAll
    this.runs = new RunLedger(database)
    this.experiments = new ExperimentTable(database)
    this.datasets = new DatasetTable(database)
    this.preprocessing = new PreprocessingTable(database)
    this.imports = new ImportJournal(database)
    this.caseTable = new CaseTable(database, path)
    this.pendingFiles = new PendingFiles(database, path)
    this.plans = new PlanTable(database)
    this.masks = new SliceMasks(database)
    this.review = new ReviewJournal(database, this.masks)
    this.propagatorModels = new PropagatorModels(path)
    this.sliceDescriptors = new SliceDescriptorFiles(path)
    this.transaction = (work) => database.transaction(work)
  }

  /** Sorted by case id; of one data set, or of all. */
  cases(dataset?: string): CaseRecord[] {
    return this.caseTable.list(dataset)
  }

  findCase(caseId: string): CaseRecord | null {
    return this.caseTable.find(caseId)
  }

  /** Where the workspace keeps a case's label map. */
  labelPath(caseId: string): string {
    return join(this.path, 'labels', `${caseId}.nii.gz`)
  }

  /** Where the workspace keeps a copied image; `ending` is `.nii` or `.nii.gz`. */
  imageCopyPath(caseId: string, ending: string): string {
    return join(this.path, 'images', `${caseId}${ending}`)
  }

  runFolder(runId: string): string {
    return join(this.path, 'runs', runId)
  }

  experimentFolder(name: string): string {
    return join(this.path, 'experiments', name)
  }

  /** Lets go of the files and, if it was open for writing, of the lock. */
  close(): void {
    this.closeAll()
  }
}

/**
 * @param mode `write` takes the lock and repairs what a crash left; `read` changes nothing, works beside a writer and on
 *   a read-only disk
 * @param create with `write`: make the workspace where there is none
 * @throws SlicewrightError WORKSPACE_NOT_FOUND, WORKSPACE_LOCKED, WORKSPACE_READ_ONLY, WORKSPACE_VERSION,
 *   WORKSPACE_CORRUPT, DISK_FULL
 */
export function openWorkspace({
  path,
  mode,
  create = false,
}: {
  path: string
  mode: 'read' | 'write'
  create?: boolean
}): Workspace {
  const folder = resolve(path)
  const file = join(folder, DATABASE_FILE)
  if (!existsSync(file) && !(mode === 'write' && create))
    throw new SlicewrightError(
      'WORKSPACE_NOT_FOUND',
      `There is no workspace at ${folder} (no ${DATABASE_FILE}). "slicewright import FOLDER --workspace ${folder}" makes one.`,
      { details: { path: folder } },
    )
  return mode === 'read' ? openToRead(folder, file) : openToWrite(folder, file)
}

function openToRead(folder: string, file: string): Workspace {
  const { database, close } = openForReading(file)
  try {
    assertCurrent(database)
    return new Workspace(folder, database, close)
  } catch (error) {
    close()
    throw error
  }
}

function openToWrite(folder: string, file: string): Workspace {
  makeFolder(folder)
  const lock = WorkspaceLock.acquire(join(folder, LOCK_FILE))
  let database: WorkspaceDatabase | null = null
  try {
    const opened = openForWriting(file)
    database = opened
    migrate(opened)
    const workspace = new Workspace(folder, opened, () => {
      opened.close()
      lock.release()
    })
    workspace.pendingFiles.clean(workspace.caseTable.ownFiles())
    workspace.runs.markInterrupted()
    workspace.imports.markInterrupted()
    return workspace
  } catch (error) {
    database?.close()
    lock.release()
    throw error
  }
}

/** ENOENT too: Node gives it for a recursive mkdir on a read-only file system. */
const NOT_WRITABLE = ['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'EEXIST', 'ENOENT']

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!NOT_WRITABLE.includes(code)) throw error
    throw new SlicewrightError(
      'WORKSPACE_READ_ONLY',
      `The workspace folder ${folder} cannot be written (${code}). Choose a folder on a disk that you may write to.`,
      { cause: error, details: { path: folder } },
    )
  }
}
