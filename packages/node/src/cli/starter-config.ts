/** The config of a newcomer. */
import { writeFile } from 'node:fs/promises';

/**
 * Serves whoever sits at this machine: ChatGPT and Claude plans at once, API keys when they are filled in. Free of
 * warnings, and nothing in it opens the gateway to the network.
 */
export const STARTER_CONFIG = `// Aperture's config: JSON with comments and trailing commas. It is read again whenever you save it; a config with an
// error changes nothing, and the log says where the error is. Check it with: npx aperture check aperture.hujson
{
  // "server": { "host": "127.0.0.1", "port": 8787 },

  // Who calls? "loopback" knows whoever sits at this machine, under the login "(loopback)". To serve others, add a
  // source that can tell them apart (tailscale, header, key or jwt); without one the server refuses to listen beyond
  // 127.0.0.1.
  "identity": [{ "type": "loopback" }],

  // Who may do what? Nobody may do anything that no grant allows.
  "grants": [
    {
      "src": ["(loopback)"],
      "app": {
        "tailscale.com/cap/aperture": [
          { "role": "admin" },
          { "models": "**" }, // every model of every provider; "openai/**" would be those of openai
        ],
      },
    },
  ],

  "providers": {
    // ChatGPT subscriptions, for the Codex CLI. Each caller's own sign-in is passed on; there is no key to fill in.
    // In ~/.codex/config.toml:
    //   model = "gpt-5.3-codex"
    //   model_provider = "aperture"
    //   [model_providers.aperture]
    //   name = "Aperture"
    //   base_url = "http://127.0.0.1:8787/codex"
    //   wire_api = "responses"
    //   requires_openai_auth = true
    "codex-oauth": {
      "baseurl": "https://chatgpt.com/backend-api/codex",
      "authorization": "bearer",
      "auth_mode": "passthrough",
      "models": ["gpt-5.3-codex"], // exact names; wildcards match nothing
      "compatibility": { "openai_chat": true, "openai_responses": true },
    },

    // Claude plans, for Claude Code that is signed in to one. In ~/.claude/settings.json:
    //   { "env": { "ANTHROPIC_BASE_URL": "http://127.0.0.1:8787" } }
    "anthropic-passthrough": {
      "baseurl": "https://api.anthropic.com",
      "authorization": "x-api-key",
      "auth_mode": "passthrough",
      "models": ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"],
      "compatibility": { "anthropic_messages": true },
    },

    // The OpenAI platform, with a key of yours. Fill it in, or write "\${env:OPENAI_API_KEY}" or
    // "\${file:/path/to/key}" to have it read from elsewhere, and take "disabled" out.
    "openai": {
      "disabled": true,
      "baseurl": "https://api.openai.com",
      "apikey": "YOUR_OPENAI_API_KEY",
      "models": ["gpt-5.6-sol", "gpt-5.5"],
      "compatibility": { "openai_chat": true, "openai_responses": true },
    },

    // Anthropic with a key of yours. Where a plan serves the same model, the higher preference wins.
    "anthropic": {
      "disabled": true,
      "baseurl": "https://api.anthropic.com",
      "apikey": "YOUR_ANTHROPIC_API_KEY",
      "authorization": "x-api-key",
      "preference": 1,
      "models": ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"],
      "compatibility": { "anthropic_messages": true },
    },
  },
}
`;

/**
 * Writes the starter config, unless the file is there.
 *
 * @returns whether it was written
 */
export async function writeStarterConfig(file: string): Promise<boolean> {
  try {
    // For the owner alone: keys will stand in it.
    await writeFile(file, STARTER_CONFIG, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
