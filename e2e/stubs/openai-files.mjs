/** Files and batches, as the stand-in for OpenAI's platform keeps them. They name no model. */
import { idsOf } from './small-model.mjs';

const CREATED = 1_764_000_000;

/** Makes an empty store. Its answers take what stands in the path after the resource's name. */
export function createFileStore() {
  const files = new Map();
  const batches = new Map();
  const listOf = (store) => ({ object: 'list', data: Array.from(store.values(), shown), has_more: false });

  return {
    async uploadFile(form) {
      const upload = form.get('file');
      const bytes = Buffer.from(await upload.arrayBuffer());
      const file = {
        id: idsOf(bytes)('file-'),
        object: 'file',
        bytes: bytes.length,
        created_at: CREATED,
        filename: upload.name,
        purpose: form.get('purpose'),
        status: 'processed',
      };
      files.set(file.id, { shown: file, bytes });
      return { json: file };
    },
    listFiles: () => ({ json: listOf(files) }),
    file: (id) => answerOf(files.get(id)),
    fileContent: (id) => (files.has(id) ? { pieces: [files.get(id).bytes] } : missing),
    deleteFile: (id) => (files.delete(id) ? { json: { id, object: 'file', deleted: true } } : missing),

    createBatch(body) {
      if (!files.has(body.input_file_id)) return missing;
      const batch = {
        id: idsOf(body.input_file_id)('batch_'),
        object: 'batch',
        endpoint: body.endpoint,
        input_file_id: body.input_file_id,
        completion_window: body.completion_window,
        status: 'validating',
        created_at: CREATED,
        request_counts: { total: 0, completed: 0, failed: 0 },
        metadata: body.metadata ?? null,
      };
      batches.set(batch.id, { shown: batch });
      return { json: batch };
    },
    listBatches: () => ({ json: listOf(batches) }),
    batch: (id) => answerOf(batches.get(id)),
    cancelBatch(id) {
      const batch = batches.get(id);
      if (batch) batch.shown = { ...batch.shown, status: 'cancelling', cancelling_at: CREATED };
      return answerOf(batch);
    },
  };
}

const shown = (entry) => entry.shown;
const missing = { error: { status: 404, message: 'No such object', code: null } };
const answerOf = (entry) => (entry ? { json: entry.shown } : missing);
