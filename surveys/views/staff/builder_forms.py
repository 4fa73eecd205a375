"""Forms of the builder: questionnaire, page, question, options, condition."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.enums import ConditionJoin, ConditionOperator, QuestionKind
from surveys.models import Option, Question, Questionnaire, Section
from surveys.questionnaires.conditions import get_comparable, list_operators

if TYPE_CHECKING:
    QuestionnaireFormBase = forms.ModelForm[Questionnaire]
    SectionFormBase = forms.ModelForm[Section]
    QuestionFormBase = forms.ModelForm[Question]
    OptionFormBase = forms.ModelForm[Option]
    OptionFormSetBase = forms.BaseInlineFormSet[Option, Question, Any]
else:
    QuestionnaireFormBase = SectionFormBase = forms.ModelForm
    QuestionFormBase = OptionFormBase = forms.ModelForm
    OptionFormSetBase = forms.BaseInlineFormSet

Data = dict[str, Any]
SHORT_AREA = {"rows": 2}
MAX_TESTS, SPARE_TESTS = 12, 2
MAX_PASTED, MAX_OPTIONS, LAST_PLACE = 100, 300, 999
WITH_OPTIONS = (*QuestionKind.CHOOSING, QuestionKind.SCALE, QuestionKind.MATRIX)


class QuestionnaireForm(QuestionnaireFormBase):
    prefix = "questionnaire"

    class Meta:
        model = Questionnaire
        fields = ("title_fr", "title_en", "introduction_fr", "introduction_en")
        widgets = {
            "introduction_fr": forms.Textarea(attrs={"rows": 4}),
            "introduction_en": forms.Textarea(attrs={"rows": 4}),
        }


class QuestionPageForm(SectionFormBase):
    prefix = "page"

    class Meta:
        model = Section
        fields = ("title_fr", "title_en", "help_fr", "help_en", "is_repeated")
        widgets = {
            "help_fr": forms.Textarea(attrs=SHORT_AREA),
            "help_en": forms.Textarea(attrs=SHORT_AREA),
        }


class QuestionForm(QuestionFormBase):
    """A question; a code left empty is made from the label."""

    prefix = "question"
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Le même d’une version à l’autre : c’est par lui que les enquêtes se "
            "comparent et que l’annuaire préremplit. Vide : il est fait du texte."
        ),
    )

    class Meta:
        model = Question
        fields = (
            *("kind", "section", "label_fr", "label_en", "help_fr", "help_en"),
            *("is_required", "is_confidential", "least", "most", "unit", "code"),
            *("rule_message_fr", "rule_message_en"),
        )
        widgets = {
            "label_fr": forms.Textarea(attrs=SHORT_AREA),
            "label_en": forms.Textarea(attrs=SHORT_AREA),
            "help_fr": forms.Textarea(attrs=SHORT_AREA),
            "help_en": forms.Textarea(attrs=SHORT_AREA),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = Section.objects.filter(
            questionnaire=self.instance.section.questionnaire_id
        )
        cast(Any, self.fields["section"]).queryset = sections
        self.stored_code = self.instance.code

    def clean_code(self) -> str:
        """Refuse the code of another question; the view renames what names this one."""
        code = str(self.cleaned_data["code"] or "")
        questionnaire = self.instance.section.questionnaire_id
        others = Question.objects.filter(
            section__questionnaire=questionnaire, code=code
        ).exclude(pk=self.instance.pk)
        if code and others.exists():
            raise forms.ValidationError(_("Ce code sert déjà à une autre question."))
        return code

    def _post_clean(self) -> None:
        """Keep the stored code on the question until it is renamed everywhere."""
        self.wanted_code = self.cleaned_data.get("code", "")
        self.cleaned_data["code"] = self.stored_code
        super()._post_clean()  # type: ignore[misc]


class OptionForm(OptionFormBase):
    """An option; its code is made from its label, but that of a point is its number."""

    position = forms.IntegerField(
        label=gettext_lazy("Place"), required=False, min_value=0, max_value=999
    )
    code = forms.SlugField(
        max_length=60, required=False, widget=forms.HiddenInput, label="Code"
    )

    class Meta:
        model = Option
        fields = ("position", "code", "label_fr", "label_en", "is_other", "is_row")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["position"] = self.instance.position + 1
        self.fields["is_other"].label = _("« Autre », à préciser")
        self.fields["is_row"].label = _("Ligne du tableau")
        if kind == QuestionKind.SCALE:
            self.fields["code"] = forms.SlugField(label=_("Point"), max_length=60)
        if kind not in (QuestionKind.ONE, QuestionKind.SEVERAL):
            del self.fields["is_other"]
        if kind != QuestionKind.MATRIX:
            del self.fields["is_row"]

    def clean_position(self) -> int:
        given = self.cleaned_data.get("position")
        return LAST_PLACE if given is None else int(given)

    def has_changed(self) -> bool:
        """A row without a text is no option."""
        label = self.data.get(self.add_prefix("label_fr"), "")
        return super().has_changed() and bool(self.instance.pk or label.strip())


class BaseOptionFormSet(OptionFormSetBase):
    """Options; one that somebody deleted meanwhile comes back without its key."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form: Any = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form.fields["id"].required = False
        return form


OptionFormSet = forms.inlineformset_factory(
    Question,
    Option,
    form=OptionForm,
    formset=BaseOptionFormSet,
    extra=3,
    can_delete=True,
    max_num=MAX_OPTIONS,
    absolute_max=MAX_OPTIONS + 10,
)


class PastedOptionsForm(forms.Form):
    """Several options at once, one a line."""

    prefix = "liste"
    lines = forms.CharField(
        label=gettext_lazy("Ajouter plusieurs réponses d’un coup"),
        help_text=gettext_lazy("Une par ligne ; elles viennent à la fin."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_lines(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["lines"].splitlines()]
        found = [line for line in lines if line]
        if len(found) > MAX_PASTED or any(len(line) > 200 for line in found):
            raise forms.ValidationError(
                _("%s réponses au plus, de 200 signes au plus.") % MAX_PASTED
            )
        return found


# Conditions -------------------------------------------------------------------------


def list_value_choices(question: Question) -> list[tuple[str, str]]:
    """Return what a condition may expect of a question, as (code, label)."""
    if question.kind == QuestionKind.YES_NO:
        return [("oui", _("Oui")), ("non", _("Non"))]
    labels = {one.code: one.label for one in question.options.all() if not one.is_row}
    if question.kind == QuestionKind.SCALE:
        least, most = question.least or 0, min(question.most or 0, 100)
        points = map(str, range(least, most + 1))
        return [(point, labels.get(point, point)) for point in points]
    return list(labels.items()) if question.kind in QuestionKind.CHOOSING else []


class ConditionTestForm(forms.Form):
    """One test: an earlier question, what is asked of its answer, values."""

    question = forms.ChoiceField(label=gettext_lazy("La réponse à"), required=False)
    operator = forms.ChoiceField(
        label=gettext_lazy("comment"), choices=ConditionOperator, required=False
    )
    values = forms.MultipleChoiceField(label=gettext_lazy("réponses"), required=False)
    bound = forms.CharField(
        label=gettext_lazy("nombre, année ou date"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, earlier: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earlier = {question.code: question for question in earlier}
        questions = [(one.code, one.label) for one in earlier]
        stored = (self.initial or {}).get("question")
        if stored and stored not in self.earlier:
            questions.append((stored, _("« %s », qui n’est plus posée avant") % stored))
        cast(Any, self.fields["question"]).choices = [("", "—"), *questions]
        cast(Any, self.fields["values"]).choices = [
            (one.label, [(f"{one.code}:{code}", label) for code, label in values])
            for one in earlier
            if (values := list_value_choices(one))
        ]
        size = cast(Any, self.fields["values"]).widget.attrs
        size["size"] = 4

    def clean(self) -> Data:
        """Return the test as it is stored, in ``test``; none without a question."""
        cleaned = super().clean() or self.cleaned_data
        code = cleaned.get("question", "")
        question = self.earlier.get(code)
        self.test: Data | None = None
        if code and not question:
            words = _("Elle n’est pas posée avant : choisissez une autre question.")
            self.add_error("question", words)
        if question and not self.errors:
            self.test = self.build_test(question, cleaned)
        return cleaned

    def build_test(self, question: Question, cleaned: Data) -> Data | None:
        operator = cleaned["operator"]
        if operator not in list_operators(question.kind):
            words = _("« %s » ne se compare pas ainsi : choisissez autre chose.")
            self.add_error("operator", words % question.label)
            return None
        values: list[str] = []
        if operator in ConditionOperator.WITH_BOUND:
            values = self.list_bound(cleaned["bound"])
        elif operator in ConditionOperator.WITH_CODES:
            values = self.list_codes(question, cleaned)
        return {"question": question.code, "operator": operator, "values": values}

    def list_bound(self, text: str) -> list[str]:
        bound = text.strip().replace(",", ".")
        if date := re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", bound):
            bound = f"{date[3]}-{date[2]}-{date[1]}"
        if get_comparable(bound) is None:
            self.add_error("bound", _("Écrivez un nombre, une année ou une date."))
        return [bound]

    def list_codes(self, question: Question, cleaned: Data) -> list[str]:
        """Return the codes chosen of this question; those of others do not count."""
        start = f"{question.code}:"
        chosen = [
            one.removeprefix(start)
            for one in cleaned["values"]
            if one.startswith(start)
        ]
        if question.kind in QuestionKind.DIRECTORY:
            chosen = [one.strip() for one in cleaned["bound"].split(",") if one.strip()]
        if not chosen:
            words = _("Choisissez au moins une réponse de « %s ».")
            self.add_error("values", words % question.label)
        return chosen


def build_initial(test: Data) -> Data:
    """Return a stored test as its form shows it."""
    code, values = test["question"], [str(one) for one in test["values"]]
    return {
        "question": code,
        "operator": test["operator"],
        "values": [f"{code}:{value}" for value in values],
        "bound": ", ".join(values),
    }


class ConditionForm(forms.Form):
    """How tests are joined, and the tests; without a test the row is always shown."""

    prefix = "condition"
    join = forms.ChoiceField(
        label=gettext_lazy("Montrée si"),
        choices=[
            (ConditionJoin.ALL.value, gettext_lazy("toutes ces réponses sont données")),
            (ConditionJoin.ANY.value, gettext_lazy("l’une de ces réponses est donnée")),
        ],
        required=False,
    )

    def __init__(
        self, data: Any = None, *, stored: Data, earlier: Sequence[Question]
    ) -> None:
        self.stored, self.earlier = stored, earlier
        super().__init__(data, initial={"join": stored.get("join", "et")})

    @cached_property
    def tests(self) -> list[ConditionTestForm]:
        stored = self.stored.get("tests", [])
        number = min(len(stored) + SPARE_TESTS, MAX_TESTS)
        data = self.data if self.is_bound else None
        return [
            ConditionTestForm(
                data,
                prefix=f"{self.prefix}-{at}",
                earlier=self.earlier,
                initial=build_initial(stored[at]) if at < len(stored) else None,
            )
            for at in range(number)
        ]

    @property
    def join_field(self) -> forms.BoundField:
        return self["join"]

    @property
    def has_errors(self) -> bool:
        return self.is_bound and not self.is_valid()

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(test.is_valid() for test in self.tests)])

    def get_condition(self) -> Data:
        """Return the condition as it is stored, once the form was validated."""
        tests = [form.test for form in self.tests if form.test]
        join = self.cleaned_data["join"] or ConditionJoin.ALL.value
        return {"join": join, "tests": tests} if tests else {}


# New parts --------------------------------------------------------------------------


class NewQuestionnaireForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("Titre du questionnaire"), max_length=200
    )


class NewSectionForm(forms.Form):
    prefix = "nouvelle-page"
    title = forms.CharField(label=gettext_lazy("Titre de la page"), max_length=200)


class NewQuestionForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("Question"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=QuestionKind)


class QuestionnaireFileForm(forms.Form):
    """A questionnaire from elsewhere: JSON of this site, or an XLSForm."""

    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy(
            "Un questionnaire de Passerelles (.json), ou un XLSForm de KoboToolbox ou "
            "d’ODK (.xlsx, .ods) ; 5 Mo au plus."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,.xlsx,.ods"}),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Le fichier est vide."),
        },
    )
