/**
 * The method of gradio-pianoroll 0.0.9, by its description (its code is not here): one canvas that ignores the pixel
 * ratio; each mouse move and scroll redraws every layer; the line layer sorts all its points each time and is one
 * polyline across the gaps; notes are found by looking at all of them; a mouse move that changes a note hands the whole
 * value on as JSON. Left out, in its favour: the sound that it renders anew at each of these moves, and its waveform.
 */

import type { Curve } from '#lib/pitch/index.ts';
import type { Roll } from '#lib/roll/index.ts';
import type { Note, RecordId } from '#lib/score/index.ts';
import { HOP_SECONDS } from '#lib/units.ts';
import { makeGradioValue } from '../songs.ts';

const ROW = 20;
const ROWS = 128;
const PIXELS_PER_BEAT = 80;
const PIXELS_PER_SECOND = 2 * PIXELS_PER_BEAT;
const KEYBOARD_WIDTH = 60;
const TIMELINE_HEIGHT = 40;
/** What the roll shows first: A3 in the middle. */
const MIDDLE = 57;

interface OtherNote {
	readonly id: string;
	start: number;
	duration: number;
	pitch: number;
	velocity: number;
	lyric: string;
}

type OtherValue = Record<string, unknown> & { notes: OtherNote[] };

/** What the bench asks of a roll. */
export interface OtherRoll extends Pick<Roll, 'select' | 'viewport' | 'dispose'> {
	/** Where a time and a pitch are on the page. */
	place(seconds: number, midi: number): { x: number; y: number };
}

/** Drawn at each scroll of the wheel and move of the mouse; a press on the canvas drags what is selected. */
export function createOtherRoll(host: HTMLElement, notes: readonly Note[], curve: Curve, threshold: number): OtherRoll {
	const canvas = document.createElement('canvas');
	canvas.width = host.clientWidth;
	canvas.height = host.clientHeight;
	host.append(canvas);
	const g = canvas.getContext('2d', { alpha: true });
	if (!g) throw new Error('This browser has no canvas to draw on.');
	const value = makeGradioValue(notes) as OtherValue;
	const idOf = new Map<RecordId, string>(notes.map((note, i) => [note.id, value.notes[i]?.id ?? '']));
	const points = makePoints(curve, threshold);
	const selected = new Set<string>();
	const scroll = { x: 0, y: (ROWS - 1 - MIDDLE) * ROW - canvas.height / 2 };
	let dragFrom: { x: number; y: number; at: OtherNote[] } | null = null;
	let sent = 0;
	const draw = (): void => drawAll(g, value.notes, selected, points, scroll);
	const change = (): void => void (sent += JSON.stringify(value).length);
	const abort = new AbortController();
	const listen = (type: 'mousedown' | 'mousemove' | 'mouseup', run: (event: MouseEvent) => void): void =>
		canvas.addEventListener(type, run, { signal: abort.signal });
	canvas.addEventListener(
		'wheel',
		(event) => {
			event.preventDefault();
			scroll.x = Math.max(0, scroll.x + event.deltaX);
			scroll.y = Math.max(0, scroll.y + event.deltaY);
			draw();
		},
		{ signal: abort.signal, passive: false }
	);
	listen(
		'mousedown',
		({ clientX: x, clientY: y }) => (dragFrom = { x, y, at: value.notes.map((note) => ({ ...note })) })
	);
	listen('mousemove', ({ clientX, clientY }) => {
		if (!dragFrom) return;
		const { x, y, at } = dragFrom;
		const dx = clientX - x;
		const rows = Math.round((y - clientY) / ROW);
		value.notes = value.notes.map((note, i) => {
			const before = at[i];
			if (!before || !selected.has(note.id)) return note;
			return {
				...note,
				start: Math.max(0, before.start + dx),
				pitch: Math.max(0, Math.min(127, before.pitch + rows))
			};
		});
		change();
		draw();
	});
	listen('mouseup', () => (dragFrom = null));
	draw();
	return {
		select(ids) {
			for (const id of ids) selected.add(idOf.get(id) ?? '');
			draw();
		},
		get viewport() {
			const high = ROWS - 0.5 - scroll.y / ROW;
			const start = scroll.x / PIXELS_PER_SECOND;
			return {
				start,
				end: start + (canvas.width - KEYBOARD_WIDTH) / PIXELS_PER_SECOND,
				low: high - (canvas.height - TIMELINE_HEIGHT) / ROW,
				high
			};
		},
		place: (seconds, midi) => ({
			x: KEYBOARD_WIDTH + seconds * PIXELS_PER_SECOND - scroll.x,
			y: TIMELINE_HEIGHT + (ROWS - 0.5 - midi) * ROW - scroll.y
		}),
		dispose() {
			abort.abort();
			canvas.remove();
			canvas.dataset.sent = String(sent);
		}
	};
}

interface Point {
	readonly x: number;
	readonly y: number;
}

function makePoints(curve: Curve, threshold: number): Point[] {
	const points: Point[] = [];
	for (let i = 0; i < curve.length; i++)
		if (curve.isVoiced(i, threshold))
			points.push({ x: i * HOP_SECONDS * PIXELS_PER_SECOND, y: (ROWS - 0.5 - curve.midiAt(i)) * ROW });
	return points;
}

function drawAll(
	g: CanvasRenderingContext2D,
	notes: readonly OtherNote[],
	selected: ReadonlySet<string>,
	points: readonly Point[],
	scroll: Point
): void {
	const { width, height } = g.canvas;
	g.clearRect(0, 0, width, height);
	g.save();
	g.translate(KEYBOARD_WIDTH, TIMELINE_HEIGHT);
	drawGrid(g, scroll);
	drawLine(g, points, scroll);
	drawNotes(g, notes, selected, scroll);
	g.restore();
}

function drawGrid(g: CanvasRenderingContext2D, scroll: Point): void {
	const { width, height } = g.canvas;
	for (let row = Math.floor(scroll.y / ROW); row * ROW < scroll.y + height && row < ROWS; row++) {
		g.fillStyle = [1, 3, 6, 8, 10].includes((ROWS - 1 - row) % 12) ? '#2a2a2a' : '#333333';
		g.fillRect(0, row * ROW - scroll.y, width, ROW);
		g.strokeStyle = '#444444';
		g.strokeRect(0, row * ROW - scroll.y, width, ROW);
	}
	const step = PIXELS_PER_BEAT / 4;
	for (let line = Math.floor(scroll.x / step); line * step < scroll.x + width; line++) {
		g.strokeStyle = line % 16 === 0 ? '#666666' : line % 4 === 0 ? '#555555' : '#3a3a3a';
		g.lineWidth = line % 16 === 0 ? 2 : 1;
		g.beginPath();
		g.moveTo(line * step - scroll.x, 0);
		g.lineTo(line * step - scroll.x, height);
		g.stroke();
	}
}

function drawLine(g: CanvasRenderingContext2D, points: readonly Point[], scroll: Point): void {
	const { width } = g.canvas;
	const sorted = [...points].sort((a, b) => a.x - b.x);
	const inView = sorted.filter(({ x }) => x >= scroll.x - 10 && x <= scroll.x + width + 10);
	g.strokeStyle = '#ff6b6b';
	g.lineWidth = 2;
	g.beginPath();
	inView.forEach(({ x, y }, i) =>
		i === 0 ? g.moveTo(x - scroll.x, y - scroll.y) : g.lineTo(x - scroll.x, y - scroll.y)
	);
	g.stroke();
	g.fillStyle = '#ff6b6b';
	for (const { x, y } of inView) {
		g.beginPath();
		g.arc(x - scroll.x, y - scroll.y, 2, 0, 2 * Math.PI);
		g.fill();
	}
}

function drawNotes(
	g: CanvasRenderingContext2D,
	notes: readonly OtherNote[],
	selected: ReadonlySet<string>,
	scroll: Point
): void {
	const { width, height } = g.canvas;
	g.textAlign = 'center';
	g.textBaseline = 'middle';
	g.font = '12px sans-serif';
	for (const note of notes) {
		const x = note.start - scroll.x;
		const y = (ROWS - 1 - note.pitch) * ROW - scroll.y;
		if (x + note.duration < 0 || x > width || y + ROW < 0 || y > height) continue;
		g.fillStyle = selected.has(note.id) ? '#2196f3' : '#4caf50';
		g.fillRect(x, y, note.duration, ROW);
		g.strokeStyle = '#222222';
		g.lineWidth = 1;
		g.strokeRect(x, y, note.duration, ROW);
		g.fillStyle = '#ffffff66';
		g.fillRect(x, y + ROW - 3, note.duration * (note.velocity / 127), 3);
		g.fillStyle = '#ffffff';
		if (note.lyric && note.duration > 20) g.fillText(note.lyric, x + note.duration / 2, y + ROW / 2);
	}
}
