"""What MODULE.bazel and securememory_deps.bzl ask for. Both are Starlark, whose calls Python's own parser reads."""

import ast
import re


def calls(text, inside=None):
    """Every call of a plain name as (name, {argument: value}), in the whole file or in one of its functions."""
    tree = ast.parse(text)
    if inside:
        tree = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == inside)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, {word.arg: literal(word.value) for word in node.keywords}


def literal(node):
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def module(text):
    """The arguments of module(), and {name: (version, repository, for development alone)} of what it depends on."""
    found = list(calls(text))
    header = next(arguments for name, arguments in found if name == "module")
    depends = {
        it["name"]: (it.get("version"), it.get("repo_name", it["name"]), it.get("dev_dependency", False))
        for name, it in found
        if name == "bazel_dep"
    }
    return header, depends


def archives(text, function):
    """{repository: (version, sha256, url)} of what a function declares with maybe(http_archive, …)."""
    return {
        it["name"]: (version_of(it["url"]), it["sha256"], it["url"])
        for name, it in calls(text, function)
        if name == "maybe"
    }


def version_of(url):
    return re.search(r"/(?:releases/download|refs/tags)/(?:release-|v)?([0-9][^/]*?)(?:\.tar\.gz)?(?:/|$)", url)[1]
