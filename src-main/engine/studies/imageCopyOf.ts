import type { ListedCase } from '../../io/datasets/DatasetListing'
import { niftiEndingOf } from '../../io/datasets/niftiFiles'
import type { ImagePlace } from '../../io/files/imageFiles'
import type { Workspace } from '../../io/workspace/Workspace'

/** Where the workspace keeps its own copy of a case's image: one file, or a folder with the slices of a series by number. */
export function imageCopyOf(workspace: Workspace, listed: ListedCase): ImagePlace {
  const { caseId, imagePath, imageFiles } = listed
  if (imageFiles === null) return { path: workspace.imageCopyPath(caseId, niftiEndingOf(imagePath)), files: null }
  return {
    path: workspace.imageCopyPath(caseId, ''),
    files: imageFiles.map((_, at) => `${String(at + 1).padStart(4, '0')}.dcm`),
  }
}
