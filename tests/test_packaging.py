"""The promises of the package itself: versions, what is shipped, what is never done."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import pkgutil
import re
import subprocess
import sys
import tomllib
import types
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from ruamel.yaml import YAML

import synergy

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "synergy"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
SOURCES = sorted(PACKAGE.rglob("*.py"))

CODE_FROM_DATA = {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve", "yaml"}
CALLS_THAT_RUN_TEXT = {"eval", "exec", "compile", "__import__"}
METHODS_THAT_RUN_TEXT = {"eval", "query", "read_pickle", "to_pickle"}


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    assert importlib.metadata.version("synergy-clusters") == version
    assert synergy.__version__ == version
    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    assert citation["version"] == version
    (locked,) = [entry for entry in LOCK["package"] if entry["name"] == "synergy-clusters"]
    assert locked["version"] == version


def requirement(name: str) -> Requirement:
    found = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
    (match,) = [item for item in found if item.name == name]
    return match


@pytest.mark.parametrize("version", ["1.14.0", "1.14.1", "1.13.1", "2.0.0"])
def test_a_solver_version_with_wrong_optima_or_another_interface_is_refused(version: str) -> None:
    assert version not in requirement("highspy").specifier


def test_highspy_1_14_is_refused_by_name() -> None:
    assert "!=1.14.*" in str(requirement("highspy").specifier)


def test_the_installed_solver_is_accepted() -> None:
    assert importlib.metadata.version("highspy") in requirement("highspy").specifier
    assert "extras" in requirement("highspy").extras


def test_the_lock_names_one_index_and_hashes_every_file() -> None:
    registries = set()
    hosts = set()
    for package in LOCK["package"]:
        if package["name"] == "synergy-clusters":
            continue
        registries.add(package["source"]["registry"])
        assert package["wheels"], f"{package['name']} has no wheel"
        for file in package["wheels"]:
            assert file["hash"].startswith("sha256:")
            hosts.add(urlsplit(file["url"])[:2])
    assert len(registries) == len(hosts) == 1
    assert {scheme for scheme, _ in hosts} == {"https"}


def test_import_contracts_place_every_room() -> None:
    (rooms,) = [item for item in PROJECT["tool"]["importlinter"]["contracts"] if item["id"] == "rooms"]
    assert rooms["type"] == "layers"
    assert rooms["exhaustive"] is True


def test_rooms_have_a_subject() -> None:
    names = {path.stem for path in SOURCES} | {path.parent.name for path in SOURCES}
    assert not names & {"util", "utils", "common", "helper", "helpers", "misc"}


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    present = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert present <= shipped
    assert "synergy/py.typed" in shipped
    assert any(name.endswith("licenses/LICENSE") for name in shipped)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_code_comes_from_data(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & CODE_FROM_DATA, where
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in CODE_FROM_DATA, where
        elif isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name):
                assert function.id not in CALLS_THAT_RUN_TEXT, where
            elif isinstance(function, ast.Attribute):
                assert function.attr not in METHODS_THAT_RUN_TEXT, where
            unsafe = {"shell", "allow_pickle", "pickle"}
            for keyword in node.keywords:
                if keyword.arg in unsafe:
                    assert isinstance(keyword.value, ast.Constant), where
                    assert keyword.value.value is False, where


def test_promised_names_stay_what_they_are_after_every_room_is_imported() -> None:
    """A room must not hide the function `synergy.solve`."""
    for path in SOURCES:
        if path.stem == "__main__":
            continue
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        importlib.import_module(module.removesuffix(".__init__"))
    for name in ("Cluster", "Plan", "build", "solve", "load"):
        assert callable(getattr(synergy, name)), name
    assert callable(synergy.examples.names)


def test_packaged_profiles_are_what_their_formulas_give(tmp_path: Path) -> None:
    scripts = (
        "hynet_profiles.py",
        "hynet_pathway_profiles.py",
        "small_profiles.py",
        "humber_profiles.py",
        "chemicals_profiles.py",
        "dunkirk_steel_profiles.py",
        "food_paper_profiles.py",
        "south_wales_profiles.py",
    )
    for script in scripts:
        subprocess.run([sys.executable, ROOT / "examples" / script], cwd=tmp_path, check=True)
    made = {
        "hynet": tmp_path / "hynet_profiles.csv",
        "hynet-pathway": tmp_path / "hynet_pathway_profiles.csv",
        "food-paper-park": tmp_path / "food_paper_profiles.csv",
        "humber": tmp_path / "humber_profiles" / "humber" / "profiles.csv",
        "humber-teesside": tmp_path / "humber_profiles" / "humber-teesside" / "profiles.csv",
        "south-wales": tmp_path / "south_wales_profiles" / "south-wales" / "profiles.csv",
        "two-plants": tmp_path / "small_profiles" / "two-plants" / "profiles.csv",
        "chemicals-site": tmp_path / "chemicals_profiles.csv",
        "hydrogen-valley": tmp_path / "small_profiles" / "hydrogen-valley" / "profiles.csv",
        "dunkirk-steel": tmp_path / "dunkirk_steel_profiles.csv",
    }
    for example, file in made.items():
        packaged = PACKAGE / "data" / "examples" / example / "profiles.csv"
        assert packaged.read_text(encoding="utf-8") == file.read_text(encoding="utf-8"), example


def test_the_readme_names_no_file_that_is_missing() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert not missing


@pytest.mark.parametrize("room", ["synergy", "synergy.study", "synergy.finance"])
def test_no_module_takes_the_name_of_what_its_room_offers(room: str) -> None:
    """Importing such a module would put it in the place of the function."""
    package = importlib.import_module(room)
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    named = {name for name in package.__all__ if name in modules}
    assert {name for name in named if not isinstance(getattr(package, name), types.ModuleType)} == set()
