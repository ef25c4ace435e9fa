"""Leaves the user alone whose token is used: without it everything further would only be refused.
Makes the files that are imported, which no schema describes."""

import os
import pathlib

import schemathesis
from hypothesis import strategies as st

OWN = os.environ["OWN_USER"]
CARD = (pathlib.Path(__file__).parent / "score-card.xlsx").read_bytes()


@schemathesis.hook
def before_call(context, case, kwargs):
    parameters = case.path_parameters or {}
    own = "/users/" in case.operation.path and str(parameters.get("id")) == OWN
    if own and case.method != "GET":
        parameters["id"] = 1_000_000


def table(rows):
    lines = ["Name,Hired,Tier,Category,Skill,Date,Level"] + [",".join(row) for row in rows]
    return "\n".join(lines).encode()


CELL = st.sampled_from(["", "2021-01-01", "30/02/2021", "3", "Plumbing", "=1+1"]) | st.text(max_size=30)
TABLES = st.lists(st.lists(CELL, min_size=7, max_size=7), max_size=5).map(table)
schemathesis.openapi.media_type("text/csv", TABLES | st.binary(max_size=200))
schemathesis.openapi.media_type(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    st.sampled_from([CARD, CARD[:1000], b"PK\x03\x04"]) | st.binary(max_size=200),
)
