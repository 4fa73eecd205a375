"""Questionnaires as XLSForms, the worksheets of KoboToolbox and ODK.

Both ways go through the data of a questionnaire (``surveys.questionnaires.fixtures``):
``write_xlsform`` makes a workbook of them, ``read_xlsform`` makes them of one, with a
remark for all that the site does not have.
"""

from surveys.questionnaires.xlsform.reading import read_xlsform
from surveys.questionnaires.xlsform.rows import Remark
from surveys.questionnaires.xlsform.writing import write_xlsform

__all__ = ["Remark", "read_xlsform", "write_xlsform"]
