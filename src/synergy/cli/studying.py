"""``synergy study ...``: many cases of a scenario, one table, one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from synergy.cli.asking import options_of
from synergy.cli.study_asking import (
    STUDY_GAP,
    AsJson,
    Changes,
    Directory,
    Example,
    Gap,
    Html,
    Jobs,
    Out,
    Scheduler,
    Store,
    cases_of,
    described,
    futures_of,
    number_in,
    one_year,
    pairs,
    probabilities_of,
    running_of,
    tell_study,
    values_in,
)
from synergy.cli.telling import told

if TYPE_CHECKING:
    from synergy.study.what_ifs import What

study_app = typer.Typer(
    name="study",
    help="Many cases of a scenario: trade-offs, sensitivity, uncertainty, alternatives, regret.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@study_app.command()
def pareto(
    directory: Directory = None,
    example: Example = None,
    points: Annotated[int, typer.Option(metavar="N", help="Points of the front.")] = 9,
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Trade cost for emissions: the front, its knee, and what each further tonne avoided costs."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        from synergy.study.pareto_front import pareto as find

        tell_study(find(one_year(directory, example), points, **running), out, html, as_json)


@study_app.command()
def sweep(
    directory: Directory = None,
    example: Example = None,
    vary: Annotated[
        list[str] | None, typer.Option(metavar="PATH=V1,V2,...", help="Values of an input, by dotted path.")
    ] = None,
    combine: Annotated[
        str, typer.Option(metavar="NAME", help="grid: all combinations; zip: in step.")
    ] = "grid",
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Solve for other values of inputs."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        values = {path: values_in(text) for path, text in pairs("vary", vary).items()}
        from synergy.study.sweeps import sweep as find

        way: Any = combine
        tell_study(find(described(directory, example), values, way, **running), out, html, as_json)


@study_app.command()
def tornado(
    directory: Directory = None,
    example: Example = None,
    between: Annotated[
        list[str] | None,
        typer.Option("--range", metavar="PATH=LOW,HIGH", help="Ends of an input's range, by dotted path."),
    ] = None,
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Change one input at a time: which ones matter most."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        ranges: dict[str, Any] = {path: values_in(text) for path, text in pairs("range", between).items()}
        from synergy.study.sweeps import tornado as find

        tell_study(find(described(directory, example), ranges, **running), out, html, as_json)


@study_app.command()
def montecarlo(
    directory: Directory = None,
    example: Example = None,
    uncertain: Annotated[
        list[str] | None,
        typer.Option("--input", metavar="PATH=uniform(50,150)", help="An uncertain input, by dotted path."),
    ] = None,
    samples: Annotated[int, typer.Option(metavar="N", help="How many draws.")] = 100,
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed draws the same samples.")] = 0,
    method: Annotated[
        str, typer.Option(metavar="NAME", help="latin_hypercube or random.")
    ] = "latin_hypercube",
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Draw uncertain inputs: percentiles of cost, how often each asset is built, what drives the cost."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        inputs = pairs("input", uncertain)
        from synergy.study.sampling import monte_carlo as find

        way: Any = method
        study = find(described(directory, example), inputs, samples, seed, way, **running)
        tell_study(study, out, html, as_json)


@study_app.command()
def threshold(
    directory: Directory = None,
    example: Example = None,
    low: Annotated[float, typer.Option(metavar="PRICE", help="Lowest price.")] = 0.0,
    high: Annotated[float, typer.Option(metavar="PRICE", help="Highest price.")] = 300.0,
    path: Annotated[
        str | None, typer.Option(metavar="PATH", help="The price; default: scope1 of the only carbon price.")
    ] = None,
    asset: Annotated[str | None, typer.Option(metavar="NAME", help="Only flips of this asset.")] = None,
    tolerance: Annotated[float, typer.Option(metavar="PRICE", help="How closely to find it.")] = 0.5,
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Find the carbon prices at which the plan flips, and what enters there."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        from synergy.study.threshold import carbon_price_threshold as find

        scenario = one_year(directory, example)
        study = find(scenario, low, high, path=path, asset=asset, tolerance=tolerance, **running)
        tell_study(study, out, html, as_json)


@study_app.command()
def alternatives(
    directory: Directory = None,
    example: Example = None,
    within: Annotated[str, typer.Option(metavar="SHARE", help="How much dearer, e.g. 0.02 or 2%.")] = "2%",
    count: Annotated[int, typer.Option(metavar="N", help="How many.")] = 5,
    seed: Annotated[int, typer.Option(metavar="N", help="Of the random directions.")] = 0,
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Find plans of nearly the least cost that build other things."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        share = options_of({"gap": within}, []).gap
        from synergy.study.near_optimal import alternatives as find

        tell_study(find(one_year(directory, example), share, count, seed, **running), out, html, as_json)


@study_app.command()
def regret(
    directory: Directory = None,
    example: Example = None,
    case: Changes = None,
    probability: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=SHARE", help="How likely a case is; all alike if not given."),
    ] = None,
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Run designs in futures that they were not made for; the scenario as it is counts as 'base'."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        shares = probabilities_of(probability)
        futures = futures_of(one_year(directory, example), case)
        from synergy.study.regrets import regret as find

        tell_study(find(futures, shares, **running), out, html, as_json)


@study_app.command()
def noregret(
    directory: Directory = None,
    example: Example = None,
    case: Changes = None,
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """List what to build in every future, in none, and what depends; the scenario as it is is 'base'."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        futures = futures_of(one_year(directory, example), case)
        from synergy.study.must_build import no_regret as find

        tell_study(find(futures, **running), out, html, as_json)


@study_app.command()
def whatif(
    directory: Directory = None,
    example: Example = None,
    case: Changes = None,
    late: Annotated[
        list[str] | None, typer.Option(metavar="ASSET=YEARS", help="An asset comes years late.")
    ] = None,
    closes: Annotated[list[str] | None, typer.Option(metavar="OWNER", help="An owner leaves.")] = None,
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Put options side by side: other values, an asset that comes late, an owner who leaves."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        from synergy.study.what_ifs import Closes, Late, what_if

        options: dict[str, What] = dict(cases_of(case))
        for asset, years in pairs("late", late).items():
            options[f"{asset} {years} years late"] = Late(asset, number_in("--late", years, int))
        options |= {f"{owner} closes": Closes(owner) for owner in closes or ()}
        tell_study(what_if(described(directory, example), options, **running), out, html, as_json)


@study_app.command()
def outages(
    directory: Directory = None,
    example: Example = None,
    asset: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Goes out of service; default: what is shared or in a corridor."),
    ] = None,
    hours: Annotated[float, typer.Option(metavar="H", help="Hours of the year that it takes.")] = 168.0,
    period: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A period in which it may come; default: all.")
    ] = None,
    unserved_price: Annotated[
        float | None,
        typer.Option(metavar="PRICE", help="Of demand that must be met, per MWh or t (value of lost load)."),
    ] = None,
    out: Out = None,
    html: Html = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    store: Store = None,
    gap: Gap = STUDY_GAP,
    as_json: AsJson = False,
) -> None:
    """Take one asset after the other out of service: what still runs, what is vented, at what cost."""
    with told(as_json):
        running = running_of(jobs, scheduler, store, gap, (out, html))
        from synergy.study.one_out import outages as find

        scenario = one_year(directory, example)
        price = unserved_price
        study = find(scenario, asset, hours, periods=period or (), unserved_price=price, **running)
        tell_study(study, out, html, as_json)
