/**
 * Plans, the masks of their slices, and the journal of what was done to them. Masks are written once and named by id: a slice,
 * and a step that can be undone, hold ids only. Taking a case out of the workspace takes its plans' data with it (CASCADE).
 */
export const PLAN_SCHEMA = `
  CREATE TABLE plans (
    plan_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    frozen TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    classes TEXT NOT NULL
  ) STRICT;
  CREATE TABLE plan_cases (
    plan_id TEXT NOT NULL REFERENCES plans (plan_id) ON DELETE CASCADE,
    case_id TEXT NOT NULL COLLATE NOCASE REFERENCES cases (case_id) ON DELETE CASCADE,
    slice_axis TEXT NOT NULL,
    slice_count INTEGER NOT NULL,
    slice_indices TEXT NOT NULL,
    foreground_slice_indices TEXT,
    image_sha256 TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (plan_id, case_id)
  ) STRICT;
  CREATE TABLE slice_masks (
    mask_id INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id TEXT NOT NULL,
    case_id TEXT NOT NULL COLLATE NOCASE,
    slice_index INTEGER NOT NULL,
    runs BLOB NOT NULL,
    area_voxels INTEGER NOT NULL,
    suggestion TEXT,
    FOREIGN KEY (plan_id, case_id) REFERENCES plan_cases (plan_id, case_id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX slice_masks_by_case ON slice_masks (plan_id, case_id);
  CREATE TABLE plan_slices (
    plan_id TEXT NOT NULL,
    case_id TEXT NOT NULL COLLATE NOCASE,
    slice_index INTEGER NOT NULL,
    human_mask_id INTEGER,
    suggested_mask_id INTEGER,
    accepted_mask_id INTEGER,
    decision TEXT,
    is_flagged INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (plan_id, case_id, slice_index),
    FOREIGN KEY (plan_id, case_id) REFERENCES plan_cases (plan_id, case_id) ON DELETE CASCADE
  ) STRICT;
  CREATE TABLE review_steps (
    step_id INTEGER PRIMARY KEY AUTOINCREMENT,
    plan_id TEXT NOT NULL REFERENCES plans (plan_id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    done_at TEXT NOT NULL,
    is_undone INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX review_steps_by_plan ON review_steps (plan_id);
  CREATE TABLE review_step_slices (
    step_id INTEGER NOT NULL REFERENCES review_steps (step_id) ON DELETE CASCADE,
    plan_id TEXT NOT NULL,
    case_id TEXT NOT NULL COLLATE NOCASE,
    slice_index INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (step_id, case_id, slice_index),
    FOREIGN KEY (plan_id, case_id) REFERENCES plan_cases (plan_id, case_id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX review_step_slices_by_case ON review_step_slices (plan_id, case_id, step_id);
`
