"""x"""
from braingain.flows.estimators import *
from braingain.flows.differencing import *
