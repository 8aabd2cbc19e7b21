// What the viewer asks of the server: the types of /api/v1, the search and GetFeatureInfo, and one way of fetching.

export interface StyleChoice {
  id: string;
  titel: string;
}

export interface Layer {
  id: string;
  titel: string;
  omschrijving?: string | null;
  stijl: string;
  stijlen: StyleChoice[];
  zichtbaar: boolean;
  tegels: string;
  bron?: string | null;
  datum?: string | null;
  klikbaar: boolean;
  /** WebMercatorQuad zooms between which there is something to see. */
  minZoom?: number | null;
  maxZoom?: number | null;
  indicator?: { id: string; niveau: string } | null;
}

export interface Theme {
  id: string;
  titel: string;
  omschrijving?: string | null;
  lagen: Layer[];
}

export interface Legend {
  laag: string;
  stijl: string;
  titel?: string | null;
  regels: { titel: string; afbeelding: string }[];
}

export interface Area {
  code: string;
  naam: string;
  inwoners?: number | null;
  /** RD: minx, miny, maxx, maxy. */
  bbox: [number, number, number, number];
  /** GeoJSON in RD, where the server gives it. */
  geometrie?: unknown;
}

export interface Areas {
  niveau: string;
  jaar?: number | null;
  gebieden: Area[];
}

export interface Indicator {
  id: string;
  titel: string;
  omschrijving?: string | null;
  eenheid?: string | null;
  bron?: string | null;
  definitie?: string | null;
  beschermd: boolean;
  niveaus: string[];
  categorieen: { id: string; titel: string }[];
  perioden: string[];
  laag?: string | null;
}

export interface FigureRow {
  code: string;
  naam: string;
  inwoners: number | null;
  waarde: number | null;
  per1000: number | null;
  klasse: number | null;
}

export interface Figures {
  indicator: string;
  titel: string;
  eenheid?: string | null;
  niveau: string;
  categorie: string;
  periode: string;
  definitie?: string | null;
  bron?: string | null;
  peildatum?: string | null;
  toelichting?: string | null;
  klassen: { klasse: number; van: number | null; tot: number | null; kleur: string | null }[];
  waarden: FigureRow[];
}

export interface SearchDoc {
  type: string;
  weergavenaam: string;
  id: string;
}

export interface SearchAnswer {
  docs: SearchDoc[];
  /** Per id the name with the matching parts between <b> and </b>. */
  highlights: Map<string, string>;
}

export interface SearchPlace extends SearchDoc {
  centroide_rd?: string;
  wijkcode?: string;
  buurtcode?: string;
  gemeentecode?: string;
}

export interface InfoFeature {
  id?: string | number;
  geometry?: unknown;
  properties: Record<string, unknown>;
  /** The layer that it belongs to, when the answer says so. */
  laag?: string;
  titels?: Record<string, string>;
}

export type FailureKind = 'offline' | 'server' | 'request' | 'stopped';

/** Why a request gave nothing: no network, a server in trouble, or a request it refuses. */
export class ApiFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly status: number,
    readonly detail: string,
  ) {
    super(detail === '' ? kind : detail);
  }
}

const TIMEOUT_MS = 20_000;

async function request(url: string, accept: string, signal?: AbortSignal): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  const forward = () => stop.abort();
  signal?.addEventListener('abort', forward);
  try {
    const response = await fetch(url, { headers: { Accept: accept }, signal: stop.signal });
    if (response.ok) {
      return response;
    }
    throw new ApiFailure(
      response.status >= 500 ? 'server' : 'request',
      response.status,
      await problem_detail(response),
    );
  } catch (error) {
    if (error instanceof ApiFailure) {
      throw error;
    }
    if (signal?.aborted === true) {
      throw new ApiFailure('stopped', 0, '');
    }
    throw new ApiFailure(navigator.onLine ? 'server' : 'offline', 0, '');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', forward);
  }
}

async function problem_detail(response: Response): Promise<string> {
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) {
    return '';
  }
  try {
    const body = (await response.json()) as { detail?: unknown; title?: unknown };
    return typeof body.detail === 'string' ? body.detail : typeof body.title === 'string' ? body.title : '';
  } catch {
    return '';
  }
}

async function get_json<T>(url: string, signal?: AbortSignal): Promise<T> {
  const response = await request(url, 'application/json', signal);
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiFailure(signal?.aborted === true ? 'stopped' : 'server', response.status, '');
  }
}

const remembered = new Map<string, Promise<unknown>>();

/** As get_json, asked once per page; a failure is not remembered. */
function get_once<T>(url: string): Promise<T> {
  const known = remembered.get(url);
  if (known !== undefined) {
    return known as Promise<T>;
  }
  const asked = get_json<T>(url);
  remembered.set(url, asked);
  asked.catch(() => remembered.delete(url));
  return asked;
}

export async function api_themes(): Promise<Theme[]> {
  return (await get_once<{ themas: Theme[] }>('/api/v1/themas')).themas;
}

export function api_legend(layer: string, style: string): Promise<Legend> {
  return get_once<Legend>(
    `/api/v1/lagen/${encodeURIComponent(layer)}/legenda?stijl=${encodeURIComponent(style)}`,
  );
}

export async function api_areas(level: string): Promise<Areas> {
  return get_once<Areas>(`/api/v1/gebieden?niveau=${encodeURIComponent(level)}`);
}

export async function api_indicators(): Promise<Indicator[]> {
  return (await get_once<{ indicatoren: Indicator[] }>('/api/v1/indicatoren')).indicatoren;
}

export interface FigureChoice {
  indicator: string;
  level: string;
  category: string;
  period: string;
}

export function figures_url(choice: FigureChoice): string {
  const query = new URLSearchParams({ niveau: choice.level });
  if (choice.category !== '') {
    query.set('categorie', choice.category);
  }
  if (choice.period !== '') {
    query.set('periode', choice.period);
  }
  return `/api/v1/indicatoren/${encodeURIComponent(choice.indicator)}/waarden?${query.toString()}`;
}

export function api_figures(choice: FigureChoice): Promise<Figures> {
  return get_once<Figures>(figures_url(choice));
}

interface SolrAnswer<T> {
  response: { numFound: number; docs: T[] };
  highlighting?: Record<string, { suggest?: string[] }>;
}

export async function api_suggest(query: string, rows: number, signal: AbortSignal): Promise<SearchAnswer> {
  // Asked for by name: by default the Locatieserver leaves wijken and buurten out.
  const fq = 'type:(gemeente OR woonplaats OR wijk OR buurt OR weg OR postcode OR adres)';
  const parameters = new URLSearchParams({ q: query, rows: String(rows), fq });
  const answer = await get_json<SolrAnswer<SearchDoc>>(
    `/locatieserver/search/v3_1/suggest?${parameters.toString()}`,
    signal,
  );
  const highlights = new Map<string, string>();
  for (const [id, value] of Object.entries(answer.highlighting ?? {})) {
    const first = value.suggest?.[0];
    if (first !== undefined) {
      highlights.set(id, first);
    }
  }
  return { docs: answer.response.docs, highlights };
}

export async function api_lookup(id: string): Promise<SearchPlace | null> {
  const answer = await get_json<SolrAnswer<SearchPlace>>(
    `/locatieserver/search/v3_1/lookup?${new URLSearchParams({ id }).toString()}`,
  );
  return answer.response.docs[0] ?? null;
}

export interface InfoQuestion {
  layers: string[];
  styles: string[];
  x: number;
  y: number;
  /** Metres per pixel. */
  resolution: number;
  category: string;
  period: string;
}

const INFO_PIXELS = 101;

/** GetFeatureInfo (WMS 1.3.0 §7.4) in the middle of a small map around the point, at the view's scale. */
export async function api_info(question: InfoQuestion, signal: AbortSignal): Promise<InfoFeature[]> {
  const half = (question.resolution * INFO_PIXELS) / 2;
  const middle = String((INFO_PIXELS - 1) / 2);
  const parameters = new URLSearchParams({
    SERVICE: 'WMS',
    VERSION: '1.3.0',
    REQUEST: 'GetFeatureInfo',
    LAYERS: question.layers.join(','),
    QUERY_LAYERS: question.layers.join(','),
    STYLES: question.styles.join(','),
    CRS: 'EPSG:28992',
    BBOX: [question.x - half, question.y - half, question.x + half, question.y + half]
      .map((value) => value.toFixed(3))
      .join(','),
    WIDTH: String(INFO_PIXELS),
    HEIGHT: String(INFO_PIXELS),
    I: middle,
    J: middle,
    INFO_FORMAT: 'application/json',
    FEATURE_COUNT: '10',
  });
  const answer = await get_json<{ features?: InfoFeature[] }>(`/wms?${parameters.toString()}`, signal);
  return answer.features ?? [];
}
