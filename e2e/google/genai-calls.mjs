/** What a program does with @google/genai, as functions of a client: each resolves to what the program gets to see. */

const TOOL = {
  functionDeclarations: [
    {
      name: 'get_weather',
      description: 'The weather of a city',
      parameters: { type: 'OBJECT', properties: { city: { type: 'STRING' } }, required: ['city'] },
    },
  ],
};

/** Calls that every API of Google's has, by what they show. */
export const CALLS = {
  'a turn': (ai, model) => ai.models.generateContent({ model, contents: 'Grüße: say hi' }),

  'a turn with everything': (ai, model) =>
    ai.models.generateContent({
      model,
      contents: [
        { role: 'user', parts: [{ text: 'first' }] },
        { role: 'model', parts: [{ text: 'yes?' }] },
        {
          role: 'user',
          parts: [{ inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }, { text: 'what is this?' }],
        },
      ],
      config: {
        systemInstruction: 'Be brief.',
        temperature: 0.5,
        thinkingConfig: { includeThoughts: true, thinkingBudget: 64 },
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      },
    }),

  'a stream': async (ai, model) =>
    gathered(await ai.models.generateContentStream({ model, contents: 'Grüße: tell me more' })),

  'a function call, and the answer to what it gave': async (ai, model) => {
    const chat = ai.chats.create({ model, config: { tools: [TOOL] } });
    const first = await chat.sendMessage({ message: 'call get_weather {"city":"Zürich"}' });
    const [{ name, args }] = first.functionCalls;
    const second = await chat.sendMessage({
      message: { functionResponse: { name, response: { output: `Sunny in ${args.city}` } } },
    });
    return [first, second];
  },

  'a streamed function call': async (ai, model) =>
    gathered(
      await ai.models.generateContentStream({
        model,
        contents: 'call get_weather {"city":"Zürich"} call get_weather {"city":"Bern"}',
        config: { tools: [TOOL] },
      }),
    ),

  'structured output': (ai, model) =>
    ai.models.generateContent({
      model,
      contents: 'A recipe',
      config: {
        responseMimeType: 'application/json',
        responseSchema: {
          type: 'OBJECT',
          properties: { name: { type: 'STRING' }, minutes: { type: 'INTEGER' } },
        },
      },
    }),

  'a count of tokens': (ai, model) => ai.models.countTokens({ model, contents: 'How many?' }),

  embeddings: (ai, _, embedding) => ai.models.embedContent({ model: embedding, contents: 'one' }),

  'an error before the answer': (ai, model) =>
    failed(ai.models.generateContent({ model, contents: 'fail: RESOURCE_EXHAUSTED' })),

  'an error before a stream': (ai, model) =>
    failed(ai.models.generateContentStream({ model, contents: 'fail: UNAVAILABLE' })),

  'an error within a stream': (ai, model) => partial(ai, model, 'one two three break: INTERNAL'),

  'a stream that breaks off': (ai, model) => partial(ai, model, 'one two three break: off'),

  'a body that the vendor refuses': (ai, model) =>
    failed(
      ai.models.generateContent({
        model,
        contents: 'hi',
        config: { httpOptions: { extraBody: { nonsense: 1 } } },
      }),
    ),
};

/** How a call failed, in the SDK's own terms. */
export const failed = (call) =>
  call.then(
    (value) => ({ value }),
    ({ name, status, message }) => ({ name, status, message }),
  );

/** `Array.fromAsync`, which Node 20 does not have. */
async function gathered(chunks) {
  const all = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

async function partial(ai, model, contents) {
  const chunks = [];
  const end = await failed(
    (async () => {
      for await (const chunk of await ai.models.generateContentStream({ model, contents }))
        chunks.push(chunk);
    })(),
  );
  return { chunks, end };
}

/** What a program sees, without the head of the HTTP answer that it came with. */
export const seen = (value) =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === 'sdkHttpResponse' ? undefined : inner)));
