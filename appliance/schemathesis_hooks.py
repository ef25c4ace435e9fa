"""Leaves the user alone whose token is used: without it everything further would only be refused."""

import os

import schemathesis

OWN = os.environ["OWN_USER"]


@schemathesis.hook
def before_call(context, case, kwargs):
    parameters = case.path_parameters or {}
    own = "/users/" in case.operation.path and str(parameters.get("id")) == OWN
    if own and case.method != "GET":
        parameters["id"] = 1_000_000
