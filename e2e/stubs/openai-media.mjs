/** Embeddings, moderations, images and sound, as the stand-in for OpenAI's platform answers them. */
import { createHash } from 'node:crypto';
import { piecesOf } from './small-model.mjs';
import { serverSent } from './vendor-answer.mjs';

const CREATED = 1_764_000_000;

/** Bytes that look like nothing in particular, zeros and line ends among them, and are the same for the same seed. */
export function noise(seed, length) {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

/** Numbers, or their bytes in base64, which the SDK asks for. */
export function embeddings({ model, input, encoding_format }) {
  const vectors = [input].flat().map((text) => Float32Array.from(noise(text, 8), (byte) => byte / 255));
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding:
        encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector),
    })),
    model,
    usage: { prompt_tokens: 8, total_tokens: 8 },
  };
}

export const moderation = ({ model, input }, id) => ({
  id: id('modr-'),
  model,
  results: [input].flat().map((text) => ({
    flagged: text.includes('violence'),
    categories: { violence: text.includes('violence') },
    category_scores: { violence: 0.01 },
    category_applied_input_types: { violence: ['text'] },
  })),
});

const image = (seed) => ({
  created: CREATED,
  data: [{ b64_json: noise(seed, 300).toString('base64') }],
  background: 'opaque',
  output_format: 'png',
  quality: 'low',
  size: '1024x1024',
  usage: {
    input_tokens: 50,
    output_tokens: 100,
    total_tokens: 150,
    input_tokens_details: { text_tokens: 50 },
  },
});

export const generatedImage = ({ prompt }) => image(prompt);

/** @param {Map<string, any>} form its `image` may be several */
export const editedImage = async (form) =>
  image(`${form.get('prompt')} ${await digestOf(form.get('image'))}`);

/** Says how much was heard, and what, so that a changed byte shows. */
export const transcription = async (form) => ({
  text: `You sang: ${await digestOf(form.get('file'))} of ${form.get('file').name}`,
  usage: { type: 'duration', seconds: 3 },
});

/** The same as the pieces of a stream. */
export const transcriptionStream = ({ text, usage }) =>
  [
    ...piecesOf(text).map((delta) => ({ type: 'transcript.text.delta', delta })),
    { type: 'transcript.text.done', text, usage },
  ].map((event) => serverSent(event));

/** Some kilobytes of sound, in pieces. */
export const speech = ({ input, voice }) =>
  Array.from({ length: 16 }, (_, index) => noise(`${voice} ${input} ${index}`, 4000));

async function digestOf(file) {
  return createHash('sha256')
    .update(Buffer.from(await file.arrayBuffer()))
    .digest('hex');
}
