"""Training end to end, on a tiny encoder drawn at random: steps, checkpoints, export, the folder that comes out."""

from __future__ import annotations

import itertools
import json
import logging
import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import spacy
from attrs import evolve
from typer.testing import CliRunner

REASON = 'training needs the extra: pip install "quoteattr[train]"'
torch = pytest.importorskip("torch", reason=REASON)
pytest.importorskip("onnx", reason=REASON)
safetensors = pytest.importorskip("safetensors.torch", reason=REASON)

from quoteattr import Extractor, cli  # noqa: E402 - below what decides whether any of it can be imported
from quoteattr.errors import FormatError, ModelError  # noqa: E402
from quoteattr.evaluate import read_annotations  # noqa: E402
from quoteattr.tagger import TrainedTagger, read_tagger  # noqa: E402
from quoteattr.tagger.decode import empty_probability  # noqa: E402
from quoteattr.tagger.runtime import PIECES, WEIGHTS, read_runtime  # noqa: E402
from quoteattr.tagger.windows import around, batch_of, plan  # noqa: E402
from quoteattr.training.card import sha256_of  # noqa: E402
from quoteattr.training.crf import chain_loss, mean_path, one_path, posterior  # noqa: E402
from quoteattr.training.export import export_float  # noqa: E402
from quoteattr.training.loop import Run, TorchNetworks, rate_at, steps  # noqa: E402
from quoteattr.training.losses import hide  # noqa: E402
from quoteattr.training.network import Network, Shape, read_network  # noqa: E402
from quoteattr.training.options import Options  # noqa: E402
from quoteattr.training.run import Order, default_base, read_tokenizer, train_tagger  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

GOLD = Path(__file__).parents[1] / "fixtures" / "gold.jsonl"
WIDTH, LAYERS = 32, 1
TEXT = "“The bridge is closed,” Ada Oduya said.\n\nBo Lund denied that the dam had leaked."
TINY = Options(epochs=2, batch=4, size=64, seed=3, threads=1, save_every=1, log_every=1)


def bert_weights(vocabulary: int) -> dict[str, Tensor]:
    """Random weights under the names that BERT's have."""
    draw = torch.Generator().manual_seed(0)

    def matrix(*sides: int) -> Tensor:
        return torch.randn(*sides, generator=draw) * 0.05

    sides = {
        "attention.self.query": (WIDTH, WIDTH),
        "attention.self.key": (WIDTH, WIDTH),
        "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "intermediate.dense": (2 * WIDTH, WIDTH),
        "output.dense": (WIDTH, 2 * WIDTH),
    }
    weights = {
        "embeddings.word_embeddings.weight": matrix(vocabulary, WIDTH),
        "embeddings.position_embeddings.weight": matrix(512, WIDTH),
        "embeddings.token_type_embeddings.weight": matrix(2, WIDTH),
    }
    for layer, (name, shape) in itertools.product(range(LAYERS), sides.items()):
        weights[f"encoder.layer.{layer}.{name}.weight"] = matrix(*shape)
        weights[f"encoder.layer.{layer}.{name}.bias"] = matrix(shape[0])
    norms = [f"encoder.layer.{k}.{part}.LayerNorm" for k in range(LAYERS) for part in ("attention.output", "output")]
    for name in ("embeddings.LayerNorm", *norms):
        weights |= {f"{name}.weight": 1 + matrix(WIDTH), f"{name}.bias": matrix(WIDTH)}
    return weights


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    (folder / "tokenizer.json").write_bytes((WEIGHTS / PIECES).read_bytes())
    vocabulary = read_tokenizer(folder).get_vocab_size()
    config = {
        "hidden_size": WIDTH,
        "vocab_size": vocabulary,
        "max_position_embeddings": 512,
        "num_attention_heads": 4,
        "num_hidden_layers": LAYERS,
        "intermediate_size": 2 * WIDTH,
    }
    (folder / "config.json").write_text(json.dumps(config))
    safetensors.save_file(bert_weights(vocabulary), folder / "model.safetensors")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short documents of the fixtures."""
    path = tmp_path_factory.mktemp("data") / "short.jsonl"
    lines = sorted(GOLD.read_text(encoding="utf-8").splitlines(keepends=True), key=len)
    path.write_text("".join(lines[:6]), encoding="utf-8")
    return path


def run_of(base: Path, data: Path, folder: Path, options: Options = TINY) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    records = read_annotations(data)
    tokenizer = read_tokenizer(base)
    origin = {"train": "a digest"}
    return Run(
        documents=records,
        dev=records[:2],
        tokenizer=tokenizer,
        base=base,
        folder=folder,
        options=options,
        origin=origin,
    )


def weights_of(run: Run) -> Mapping[str, Tensor]:
    return safetensors.load_file(run.weights(run.options.epochs))


def are_equal(some: Mapping[str, Tensor], others: Mapping[str, Tensor]) -> bool:
    return some.keys() == others.keys() and all(torch.equal(some[name], others[name]) for name in some)


@pytest.fixture(scope="module")
def finished(base: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = run_of(base, data, tmp_path_factory.mktemp("finished"))
    assert len(list(steps(run, resume=False))) >= 4
    return run


class TestChainLoss:
    @staticmethod
    def score_of(path: tuple[int, ...], scores: Tensor, transition: Tensor) -> Tensor:
        """What a path scores, added up unit by unit."""
        total = scores[0, path[0]] + (transition[0, path[0]] + scores[0, 3 + path[0]] if path[0] else 0)
        for unit, (before, label) in enumerate(itertools.pairwise(path), 1):
            total = total + transition[before, label] + scores[unit, label]
            if before != label:
                total = total + scores[unit - 1, 6 + before] + scores[unit, 3 + label]
        return total

    @pytest.mark.parametrize("units", [1, 2, 4], ids="a chain of {} units".format)
    def test_the_loss_and_its_gradient_are_those_of_counting_every_path(self, units: int) -> None:
        draw = torch.Generator().manual_seed(units)
        scores = torch.randn(2, 4, 9, generator=draw, dtype=torch.float64, requires_grad=True)
        transition = torch.randn(3, 3, generator=draw, dtype=torch.float64, requires_grad=True)
        labels = torch.randint(0, 3, (2, 4), generator=draw)
        mask = torch.zeros(2, 4, dtype=torch.float64)
        mask[:, :units] = 1
        slow = torch.stack(
            [
                torch.logsumexp(
                    torch.stack(
                        [self.score_of(p, scores[n], transition) for p in itertools.product(range(3), repeat=units)]
                    ),
                    0,
                )
                - self.score_of(tuple(labels[n, :units].tolist()), scores[n], transition)
                for n in range(2)
            ]
        )
        fast = chain_loss(scores, one_path(labels, mask), mask, transition)
        assert torch.allclose(fast, slow)
        for mine, theirs in zip(
            torch.autograd.grad(fast[0] + 2 * fast[1], (scores, transition), materialize_grads=True),
            torch.autograd.grad(slow[0] + 2 * slow[1], (scores, transition), materialize_grads=True, allow_unused=True),
            strict=True,
        ):
            assert torch.allclose(mine, theirs, atol=1e-9)

    def test_training_and_reading_agree_on_the_path_without_labels(self) -> None:
        draw = torch.Generator().manual_seed(1)
        scores, transition = torch.randn(5, 17, 9, generator=draw), torch.randn(3, 3, generator=draw)
        lengths = torch.tensor([17, 12, 1, 5, 9])
        mask = (torch.arange(17)[None] < lengths[:, None]).float()
        paths = one_path(torch.zeros(5, 17, dtype=torch.long), mask)
        loss = chain_loss(scores, paths, mask, transition)
        read = empty_probability(scores.numpy(), lengths.numpy(), transition.numpy())
        assert np.allclose(read, torch.exp(-loss).numpy(), atol=1e-5)

    def test_whoever_answers_as_it_is_taught_has_nothing_to_learn(self) -> None:
        draw = torch.Generator().manual_seed(2)
        scores = torch.randn(3, 6, 9, generator=draw, dtype=torch.float64, requires_grad=True)
        transition = torch.randn(3, 3, generator=draw, dtype=torch.float64)
        mask = (torch.arange(6)[None] < torch.tensor([6, 4, 1])[:, None]).double()
        with torch.no_grad():
            told = posterior(scores, mask, transition)
        (gradient,) = torch.autograd.grad(chain_loss(scores, told, mask, transition).sum(), scores)
        assert torch.allclose(gradient, torch.zeros_like(gradient), atol=1e-12)

    def test_two_who_teach_count_by_their_shares(self) -> None:
        draw = torch.Generator().manual_seed(3)
        scores, transition = torch.randn(2, 5, 9, generator=draw), torch.randn(3, 3, generator=draw)
        mask = torch.ones(2, 5)
        people = one_path(torch.randint(0, 3, (2, 5), generator=draw), mask)
        network = posterior(torch.randn(2, 5, 9, generator=draw), mask, transition)
        alone = [chain_loss(scores, paths, mask, transition) for paths in (people, network)]
        both = chain_loss(scores, people.mixed(network, 0.25), mask, transition)
        assert torch.allclose(both, 0.75 * alone[0] + 0.25 * alone[1], atol=1e-5)

    def test_the_mean_path_of_several_counts_each_as_much(self) -> None:
        mask = torch.ones(1, 2)
        paths = [one_path(torch.tensor([labels]), mask) for labels in ([0, 1], [0, 2], [1, 1], [0, 1])]
        mean = mean_path(paths)
        assert mean.begin.tolist() == [[0.75, 0.25, 0.0]]
        assert mean.moves[0, 0].tolist() == [[0.0, 0.5, 0.25], [0.0, 0.25, 0.0], [0.0, 0.0, 0.0]]


class TestHiding:
    IDS = np.array([[101, 2054, 2003, 2023, 102, 0, 0]])
    RNG = random.Random(1)  # noqa: S311 - no secret

    def test_hides_pieces_but_neither_ends_nor_padding(self) -> None:
        assert hide(self.IDS, 0.999999, self.RNG).tolist() == [[101, 103, 103, 103, 102, 0, 0]]

    def test_a_share_of_nothing_hides_nothing(self) -> None:
        assert hide(self.IDS, 0.0, self.RNG).tolist() == self.IDS.tolist()


class TestSteps:
    def test_the_rate_rises_and_falls_to_nothing(self) -> None:
        rates = [rate_at(k / 100, (k + 1) / 100) for k in range(100)]
        assert rates[0] < rates[5] <= 1
        assert rates[10:] == sorted(rates[10:], reverse=True)
        assert 0 < rates[-1] < 0.02

    def test_the_same_seed_gives_the_same_weights(self, base: Path, data: Path, finished: Run, tmp_path: Path) -> None:
        again = run_of(base, data, tmp_path)
        list(steps(again, resume=True))
        assert are_equal(weights_of(again), weights_of(finished))

    @pytest.mark.parametrize("option", [{"taught": 0.0}, {"hidden": 0.0}], ids=str)
    def test_teaching_and_hiding_change_the_weights(
        self, base: Path, data: Path, finished: Run, tmp_path: Path, option: dict[str, float]
    ) -> None:
        other = run_of(base, data, tmp_path, evolve(TINY, **option))
        list(steps(other, resume=True))
        assert not are_equal(weights_of(other), weights_of(finished))

    def test_a_teacher_changes_the_weights(self, base: Path, data: Path, finished: Run, tmp_path: Path) -> None:
        other = evolve(run_of(base, data, tmp_path), teachers=(finished.weights(finished.options.epochs),))
        list(steps(other, resume=True))
        assert not are_equal(weights_of(other), weights_of(finished))

    def test_another_seed_gives_other_weights(self, base: Path, data: Path, finished: Run, tmp_path: Path) -> None:
        other = run_of(base, data, tmp_path, evolve(TINY, seed=4))
        list(steps(other, resume=True))
        assert not are_equal(weights_of(other), weights_of(finished))

    @pytest.mark.parametrize("done", [1, 3], ids=["after a step", "after some"])
    def test_a_run_that_stopped_comes_to_the_same_weights(
        self, base: Path, data: Path, finished: Run, tmp_path: Path, done: int
    ) -> None:
        stopped = run_of(base, data, tmp_path)
        list(itertools.islice(steps(stopped, resume=True), done))
        rest = list(steps(stopped, resume=True))
        assert rest[0].step == done + 1
        assert are_equal(weights_of(stopped), weights_of(finished))

    def test_a_finished_run_has_nothing_left_to_do(self, finished: Run) -> None:
        assert list(steps(finished, resume=True)) == []

    def test_a_checkpoint_of_another_run_is_refused_and_the_difference_named(
        self, base: Path, data: Path, finished: Run
    ) -> None:
        other = run_of(base, data, finished.folder, evolve(TINY, seed=4))
        with pytest.raises(ModelError, match=r"seed was 3, is 4"):
            next(steps(other, resume=True))

    def test_a_broken_checkpoint_is_an_error_that_names_the_file(self, base: Path, data: Path, tmp_path: Path) -> None:
        run = run_of(base, data, tmp_path)
        run.checkpoint.write_bytes(b"nothing")
        with pytest.raises(ModelError, match=r"checkpoint\.safetensors cannot be read"):
            next(steps(run, resume=True))

    def test_training_lowers_the_loss(
        self, base: Path, data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "quoteattr")
        options = evolve(TINY, epochs=8, rate=5e-3, rate_heads=5e-3, augmented=False, save_every=1000)
        list(steps(run_of(base, data, tmp_path, options), resume=False))
        told = [record.getMessage() for record in caplog.records]
        totals = [float(line.split("total ")[1].split()[0]) for line in told if "total " in line]
        assert np.mean(totals[-4:]) < np.mean(totals[:4]) / 2
        assert sum(line.startswith("epoch 8: content exact F1") for line in told) == 1


class TestBase:
    @pytest.mark.parametrize(
        ("name", "body"),
        [
            pytest.param("config.json", None, id="no configuration"),
            pytest.param("config.json", "{}", id="a configuration without measures"),
            pytest.param("config.json", "[", id="a configuration that is no JSON"),
            pytest.param("model.safetensors", None, id="no weights"),
        ],
    )
    def test_what_is_missing_or_broken_is_named(self, base: Path, tmp_path: Path, name: str, body: str | None) -> None:
        for each in base.iterdir():
            if each.name != name or body is not None:
                (tmp_path / each.name).write_bytes(each.read_bytes() if each.name != name else (body or "").encode())
        with pytest.raises(ModelError, match=name.replace(".", r"\.")):
            read_network(tmp_path, 0.1)

    def test_the_encoder_has_the_weights_of_its_base(self, base: Path) -> None:
        weights = safetensors.load_file(base / "model.safetensors")
        encoder = read_network(base, 0.1).encoder
        assert torch.equal(encoder.word.weight, weights["embeddings.word_embeddings.weight"])
        keys = weights["encoder.layer.0.attention.self.key.weight"]
        assert torch.equal(encoder.layers[0].qkv.weight[WIDTH : 2 * WIDTH], keys)

    def test_the_default_base_is_read(self) -> None:
        pytest.importorskip("tokenizers")
        try:
            folder = default_base()
        except ModelError as error:
            pytest.skip(str(error))
        network = read_network(folder, 0.1)
        assert network.encoder.word.weight.shape == (30522, 384)
        assert read_tokenizer(folder).token_to_id("[SEP]") == 102


def test_the_graphs_compute_what_torch_computes(base: Path, tmp_path: Path) -> None:
    shape = Shape(
        hidden_size=WIDTH,
        vocab_size=read_tokenizer(base).get_vocab_size(),
        max_position_embeddings=512,
        num_attention_heads=4,
        num_hidden_layers=2,
        intermediate_size=2 * WIDTH,
    )
    torch.manual_seed(2)
    network = Network(shape, 0.1).eval()
    export_float(network, base / "tokenizer.json", tmp_path)
    exported, tokenizer = read_runtime(tmp_path), read_tokenizer(base)
    text = TrainedTagger(exported).encode(TEXT)
    part = [(text, window) for window in plan(text, 16)]
    batch = batch_of(part)
    with torch.inference_mode():
        wanted = network.encoder(*(torch.from_numpy(x) for x in (batch.ids, batch.features, batch.mask, batch.unit)))
    # The table of the word pieces is int8 even here.
    states, tags, projected = exported.states(batch)
    for found, expected in zip((states, tags, projected), wanted, strict=True):
        assert np.allclose(found * batch.unit_mask[..., None], expected.numpy() * batch.unit_mask[..., None], atol=0.05)
    near = around(part, projected.shape[1], [(0, 2, 3), (1, 1, 2)])
    rows = projected.reshape(-1, projected.shape[2])[near.index]
    inputs = (rows, states[:, 0][:2], near.distance, near.paragraph, near.mask)
    with torch.inference_mode():
        wanted_scores = network.head(*(torch.from_numpy(np.ascontiguousarray(x)) for x in inputs)).numpy()
    assert np.allclose(exported.labels(*inputs) * near.mask[..., None], wanted_scores * near.mask[..., None], atol=1e-4)
    assert TorchNetworks(network, tokenizer).transition.tolist() == exported.transition.tolist()


@pytest.fixture(scope="module")
def trained(base: Path, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the command has written."""
    out = tmp_path_factory.mktemp("out") / "tagger"
    arguments = ["train", str(data), "--dev", str(data), "--out", str(out), "--base", str(base), "--epochs", "1"]
    more = ["--batch", "4", "--seed", "3", "--base-licence", "made for a test"]
    result = CliRunner().invoke(cli._app(), [*arguments, *more])
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{out}\n"
    return out


class TestFolder:
    def test_an_extractor_reads_texts_with_it(self, trained: Path) -> None:
        extractor = Extractor(tagger=read_tagger(trained), nlp=spacy.blank("en"))
        document = extractor.extract(TEXT, id="a")
        assert document.id == "a"
        assert all(0 <= quote.score <= 1 for quote in document.quotes)

    def test_the_card_for_the_machine_has_the_sha256_of_every_file_and_a_calibration(self, trained: Path) -> None:
        card = json.loads((trained / "tagger.json").read_text())
        assert card["sha256"] == {name: sha256_of(trained / name) for name in card["sha256"]}
        assert card["sha256"].keys() == {"encoder.onnx", "labels.onnx", "tokenizer.json"}
        assert len(card["calibration"]["score"]) == len(card["calibration"]["probability"]) > 0

    def test_the_card_for_people_tells_data_base_and_files(self, trained: Path, data: Path, base: Path) -> None:
        body = (trained / "CARD.md").read_text()
        assert f"| {data.name} (training) | `{sha256_of(data)}` | 6 |" in body
        assert f"Base encoder: {base.name}, licence: made for a test" in body
        assert sha256_of(base / "model.safetensors") in body
        assert "Seed 3." in body
        for name in ("encoder.onnx", "labels.onnx", "tokenizer.json", "tagger.json"):
            assert f"| {name} | `{sha256_of(trained / name)}` |" in body

    def test_a_damaged_file_is_not_read(self, trained: Path, tmp_path: Path) -> None:
        for name in ("encoder.onnx", "labels.onnx", "tokenizer.json", "tagger.json"):
            (tmp_path / name).write_bytes((trained / name).read_bytes())
        (tmp_path / "labels.onnx").write_bytes(b"")
        with pytest.raises(ModelError, match=r"labels\.onnx is not the file it should be"):
            read_tagger(tmp_path)

    def test_a_tagger_teaches_another_and_the_card_tells(
        self, trained: Path, base: Path, data: Path, tmp_path: Path
    ) -> None:
        arguments = ["train", str(data), "--dev", str(data), "--out", str(tmp_path / "b"), "--base", str(base)]
        more = ["--epochs", "1", "--batch", "4", "--teacher", str(trained)]
        result = CliRunner().invoke(cli._app(), [*arguments, *more])
        assert result.exit_code == 0, result.output
        weights = sha256_of(trained / "training" / "result.safetensors")
        body = (tmp_path / "b" / "CARD.md").read_text()
        assert f"Taught by tagger, SHA-256 of its weights in float32 `{weights}`." in body


class TestErrors:
    def test_a_file_that_is_not_in_the_format_is_an_error_with_its_line(self, base: Path, tmp_path: Path) -> None:
        path = tmp_path / "broken.jsonl"
        path.write_text("{}\n")
        arguments = ["train", str(path), "--dev", str(path), "--out", str(tmp_path / "out"), "--base", str(base)]
        result = CliRunner().invoke(cli._app(), arguments)
        assert result.exit_code == 2
        assert "broken.jsonl, line 1" in result.stderr

    def test_data_without_cues_is_an_error(self, base: Path, tmp_path: Path) -> None:
        path = tmp_path / "plain.jsonl"
        path.write_text(json.dumps({"id": "a", "text": TEXT, "quotes": []}) + "\n")
        with pytest.raises(FormatError, match="no quote has a cue"):
            train_tagger(Order(train=(path,), dev=path, out=tmp_path / "out", base=base))

    def test_a_teacher_that_is_not_trained_to_its_end_is_an_error(self, base: Path, data: Path, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match=r"result\.safetensors is missing: train a teacher to its end"):
            train_tagger(Order(train=(data,), dev=data, out=tmp_path / "out", base=base, teachers=(tmp_path,)))

    def test_a_teacher_from_another_base_is_an_error(
        self, trained: Path, base: Path, data: Path, tmp_path: Path
    ) -> None:
        shutil.copytree(base, tmp_path / "base")
        weights = safetensors.load_file(base / "model.safetensors")
        weights["embeddings.LayerNorm.bias"] = weights["embeddings.LayerNorm.bias"] + 1
        safetensors.save_file(weights, tmp_path / "base" / "model.safetensors")
        order = Order(train=(data,), dev=data, out=tmp_path / "out", base=tmp_path / "base", teachers=(trained,))
        with pytest.raises(ModelError, match="trained from another base"):
            train_tagger(order)

    def test_a_run_does_not_resume_with_another_teacher(
        self, trained: Path, base: Path, data: Path, tmp_path: Path
    ) -> None:
        options = Options(epochs=1, batch=4, seed=3)
        order = Order(train=(data,), dev=data, out=trained, base=base, teachers=(trained,), options=options)
        with pytest.raises(ModelError, match="teacher 1 was None"):
            train_tagger(order)

    def test_a_base_that_reads_too_little_at_once_is_an_error(self, base: Path, data: Path, tmp_path: Path) -> None:
        small = tmp_path / "small"
        small.mkdir()
        for each in base.iterdir():
            (small / each.name).write_bytes(each.read_bytes())
        config = json.loads((small / "config.json").read_text())
        (small / "config.json").write_text(json.dumps({**config, "max_position_embeddings": 64}))
        with pytest.raises(ModelError, match="windows of 64 pieces, needed are 256"):
            train_tagger(Order(train=(data,), dev=data, out=tmp_path / "out", base=small))
