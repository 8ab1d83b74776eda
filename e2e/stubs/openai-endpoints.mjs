/** The endpoints of the stand-in for OpenAI's platform: how each reads a body, and what it answers. */
import {
  chatCompletion,
  chatPrompt,
  chatRefusal,
  chatStream,
  textCompletion,
  textStream,
} from './openai-chat.mjs';
import { createFileStore } from './openai-files.mjs';
import {
  editedImage,
  embeddings,
  generatedImage,
  moderation,
  speech,
  transcription,
  transcriptionStream,
} from './openai-media.mjs';
import { answerTo, completed, promptOf, responsePieces } from './responses-api.mjs';
import { serverSent } from './vendor-answer.mjs';

const typeOf = ({ headers }) => (headers['content-type'] ?? '').split(';', 1)[0];

async function readJson(seen) {
  try {
    return typeOf(seen) === 'application/json' ? JSON.parse(seen.body) : undefined;
  } catch {
    return undefined;
  }
}

async function readForm(seen) {
  try {
    return typeOf(seen) === 'multipart/form-data'
      ? await new Response(seen.body, {
          headers: { 'content-type': seen.headers['content-type'] },
        }).formData()
      : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing may come along with a GET. */
const readNothing = async ({ body }) => (body.length === 0 ? {} : undefined);

/** An endpoint whose body names a model. */
const call = (path, answer, more) => ({
  method: 'POST',
  path: new RegExp(`^/v1/${path}$`),
  read: readJson,
  namesModel: true,
  answer,
  ...more,
});

/** An endpoint of files and batches. */
const resource = (method, path, answer, read = readNothing) => ({
  method,
  path: new RegExp(`^/v1/${path}$`),
  read,
  namesModel: false,
  answer,
});

const sayInStream = (error) => serverSent(error);

/** Makes the table, with a store of its own for files. */
export function endpointsOf() {
  const store = createFileStore();
  return [
    call(
      'responses',
      (body) => {
        const result = completed(body, answerTo(body));
        return body.stream ? { pieces: responsePieces(result) } : { json: result };
      },
      {
        prompt: promptOf,
        failure: ({ error: { code, message } }) =>
          serverSent({ type: 'error', code, message, param: null, sequence_number: 99 }, 'error'),
      },
    ),
    call(
      'chat/completions',
      (body, id) => {
        const completion = chatCompletion(body, id);
        return body.stream ? { pieces: chatStream(completion, body.stream_options) } : { json: completion };
      },
      { prompt: chatPrompt, refusal: chatRefusal, failure: sayInStream },
    ),
    call('completions', (body, id) => {
      const completion = textCompletion(body, id);
      return body.stream ? { pieces: textStream(completion) } : { json: completion };
    }),
    call('embeddings', (body) => ({ json: embeddings(body) })),
    call('moderations', (body, id) => ({ json: moderation(body, id) })),
    call('images/generations', (body) => ({ json: generatedImage(body) })),
    call('images/edits', async (form) => ({ json: await editedImage(form) }), { read: readForm }),
    call(
      'audio/transcriptions',
      async (form) => {
        const heard = await transcription(form);
        return form.get('stream') === 'true' ? { pieces: transcriptionStream(heard) } : { json: heard };
      },
      { read: readForm },
    ),
    call('audio/speech', (body) => ({ pieces: speech(body), headers: { 'content-type': 'audio/mpeg' } })),
    resource('POST', 'files', store.uploadFile, readForm),
    resource('GET', 'files', store.listFiles),
    resource('GET', 'files/[^/]+', (_body, _id, [, , , file]) => store.file(file)),
    resource('DELETE', 'files/[^/]+', (_body, _id, [, , , file]) => store.deleteFile(file)),
    resource('GET', 'files/[^/]+/content', (_body, _id, [, , , file]) => ({
      headers: { 'content-type': 'application/octet-stream' },
      ...store.fileContent(file),
    })),
    resource('POST', 'batches', store.createBatch, readJson),
    resource('GET', 'batches', store.listBatches),
    resource('GET', 'batches/[^/]+', (_body, _id, [, , , batch]) => store.batch(batch)),
    resource('POST', 'batches/[^/]+/cancel', (_body, _id, [, , , batch]) => store.cancelBatch(batch)),
  ];
}
